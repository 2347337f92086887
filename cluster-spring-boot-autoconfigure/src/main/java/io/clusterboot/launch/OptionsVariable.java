package io.clusterboot.launch;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * An environment variable from which a JVM takes options, in the order in which they
 * apply: those of {@code _JAVA_OPTIONS} win over the command line.
 */
enum OptionsVariable {

	/**
	 * Read by every JVM.
	 */
	JAVA_TOOL_OPTIONS("JAVA_TOOL_OPTIONS", false),

	/**
	 * Put before the arguments by the {@code java} launcher, argument files too.
	 */
	JDK_JAVA_OPTIONS("JDK_JAVA_OPTIONS", true),

	/**
	 * Read by HotSpot after all others.
	 */
	JAVA_OPTIONS("_JAVA_OPTIONS", false);

	private static final Log logger = LogFactory.getLog(OptionsVariable.class);

	private static final String WHITESPACE = " \t\n\u000B\f\r";

	private final String variableName;

	private final boolean expandsFiles;

	OptionsVariable(String variableName, boolean expandsFiles) {
		this.variableName = variableName;
		this.expandsFiles = expandsFiles;
	}

	String variableName() {
		return this.variableName;
	}

	/**
	 * The options that a JVM takes from this variable; none if it is unset or would be
	 * refused.
	 * @param environment the environment
	 * @return the options
	 */
	List<String> options(Map<String, String> environment) {
		String value = environment.getOrDefault(this.variableName, "");
		try {
			return this.expandsFiles ? expand(tokens(value)) : tokens(value);
		}
		catch (IOException ex) {
			logger.debug(this.variableName + " is passed on unread: " + value, ex);
			return List.of();
		}
	}

	/**
	 * A value from which a JVM takes exactly the given options.
	 * @param options the options
	 * @return the value
	 */
	String format(List<String> options) {
		boolean escapes = this.expandsFiles;
		List<String> tokens = new ArrayList<>();
		for (String option : options) {
			tokens.add(quote(escapes ? escapeFile(option) : option));
			escapes &= !option.equals(CommandLineParser.DISABLE_FILES);
		}
		return String.join(" ", tokens);
	}

	static String escapeFile(String option) {
		return (option.startsWith("@") && option.length() > 1) ? "@" + option : option;
	}

	private static List<String> tokens(String value) throws IOException {
		List<String> tokens = new ArrayList<>();
		for (int i = 0; i < value.length();) {
			if (isWhitespace(value.charAt(i))) {
				i++;
				continue;
			}
			StringBuilder token = new StringBuilder();
			i = token(value, i, token);
			tokens.add(token.toString());
		}
		return tokens;
	}

	private static int token(String value, int start, StringBuilder token) throws IOException {
		int i = start;
		while (i < value.length() && !isWhitespace(value.charAt(i))) {
			char ch = value.charAt(i);
			if (ch == '"' || ch == '\'') {
				int end = value.indexOf(ch, i + 1);
				if (end < 0) {
					throw new IOException("Unmatched quote");
				}
				token.append(value, i + 1, end);
				i = end;
			}
			else {
				token.append(ch);
			}
			i++;
		}
		return i;
	}

	private static List<String> expand(List<String> tokens) throws IOException {
		List<String> expanded = new ArrayList<>();
		boolean expandFiles = true;
		for (String token : tokens) {
			if (!expandFiles || !token.startsWith("@") || token.length() == 1) {
				expanded.add(token);
			}
			else if (token.startsWith("@@")) {
				expanded.add(token.substring(1));
			}
			else {
				expanded.addAll(ArgumentFile.read(new File(token.substring(1)), NativeText.ofProcessBuilder()));
			}
			expandFiles &= !expanded.contains(CommandLineParser.DISABLE_FILES);
		}
		return expanded;
	}

	private static String quote(String option) {
		boolean plain = !option.isEmpty()
				&& option.chars().noneMatch((ch) -> ch == '"' || ch == '\'' || isWhitespace((char) ch));
		return plain ? option : '"' + option.replace("\"", "\"'\"'\"") + '"';
	}

	private static boolean isWhitespace(char ch) {
		return WHITESPACE.indexOf(ch) >= 0;
	}

}
