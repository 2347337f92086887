package io.clusterboot.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The words of a command for the cluster, among the arguments of an application.
 *
 * @param words what follows the word {@code cluster}, without the options that are
 * properties of the application
 */
public record CommandArguments(List<String> words) {

	private static final String CLUSTER = "cluster";

	private static final String OPTION = "--";

	public CommandArguments {
		words = List.copyOf(words);
	}

	/**
	 * Find the command.
	 * @param arguments the arguments of an application
	 * @return the command, if the first of them that is no option is {@code cluster}
	 */
	public static Optional<CommandArguments> find(String... arguments) {
		int first = 0;
		while (first < arguments.length && arguments[first].startsWith(OPTION)) {
			first++;
		}
		if (first == arguments.length || !arguments[first].equals(CLUSTER)) {
			return Optional.empty();
		}
		return Optional.of(new CommandArguments(Arrays.stream(arguments, first + 1, arguments.length)
			.filter((argument) -> !isProperty(argument))
			.toList()));
	}

	/*
	 * No option of a command has a dot in its name, every property that matters here has
	 * one.
	 */
	private static boolean isProperty(String argument) {
		return argument.startsWith(OPTION) && argument.split("=", 2)[0].contains(".");
	}

}
