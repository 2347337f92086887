package io.clusterboot.sample;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import tools.jackson.databind.json.JsonMapper;

/**
 * The {@code Dockerfile} of the sample, for a machine without Docker.
 *
 * @param instructions its instructions, each in one line
 */
record Dockerfile(List<String> instructions) {

	private static final Pattern CONTINUED = Pattern.compile("\\\\\n\\s*");

	static Dockerfile read() {
		String text = CONTINUED.matcher(ComposeFile.text(ComposeFile.ROOT.resolve("sample-app/Dockerfile")))
			.replaceAll("");
		return new Dockerfile(text.lines().filter((line) -> !line.isBlank() && !line.startsWith("#")).toList());
	}

	/**
	 * The last stage: what becomes the image.
	 */
	Dockerfile image() {
		int last = 0;
		for (int i = 0; i < this.instructions.size(); i++) {
			last = this.instructions.get(i).startsWith("FROM ") ? i : last;
		}
		return new Dockerfile(this.instructions.subList(last, this.instructions.size()));
	}

	/**
	 * What follows each instruction of a name.
	 */
	List<String> all(String name) {
		return this.instructions.stream()
			.filter((instruction) -> instruction.startsWith(name + " "))
			.map((instruction) -> instruction.substring(name.length() + 1).strip())
			.toList();
	}

	/**
	 * What follows the only instruction of a name.
	 */
	String only(String name) {
		List<String> found = all(name);
		if (found.size() != 1) {
			throw new AssertionError(name + ": " + found + " (expected: one)");
		}
		return found.get(0);
	}

	/**
	 * The words of an instruction that is written with brackets.
	 */
	List<String> exec(String name) {
		List<String> words = new ArrayList<>();
		new JsonMapper().readTree(only(name)).forEach((word) -> words.add(word.asString()));
		return words;
	}

	/**
	 * The words of the command that makes the layers.
	 */
	List<String> extraction() {
		return all("RUN").stream()
			.filter((command) -> command.contains("-Djarmode=tools"))
			.flatMap((command) -> Stream.of(command.split(" ")))
			.toList();
	}

	/**
	 * The directories, relative to that in which the layers are made, which the image has
	 * copies of, in the order in which they are copied.
	 */
	List<Path> layers() {
		Path layers = Path.of(workdirOf("layers"));
		return image().all("COPY")
			.stream()
			.filter((copy) -> copy.startsWith("--from=layers "))
			.map((copy) -> layers.relativize(Path.of(copy.split(" ")[1])))
			.toList();
	}

	private String workdirOf(String stage) {
		boolean within = false;
		for (String instruction : this.instructions) {
			within = instruction.startsWith("FROM ") ? instruction.endsWith(" AS " + stage) : within;
			if (within && instruction.startsWith("WORKDIR ")) {
				return instruction.substring("WORKDIR ".length());
			}
		}
		throw new AssertionError("No WORKDIR in stage " + stage);
	}

}
