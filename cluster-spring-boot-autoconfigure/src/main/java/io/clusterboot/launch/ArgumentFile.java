package io.clusterboot.launch;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.List;

/**
 * The arguments in an {@code @argfile} of the {@code java} launcher.
 */
final class ArgumentFile {

	private enum State {

		BETWEEN, TOKEN, QUOTED, ESCAPED, CONTINUED, COMMENT

	}

	private final List<String> arguments = new ArrayList<>();

	/*
	 * The launcher collects a token in two steps, and a comment that touches a token
	 * discards only the second. To read every file as it does, so do we.
	 */
	private final StringBuilder token = new StringBuilder();

	private final StringBuilder run = new StringBuilder();

	private State state = State.BETWEEN;

	private char quote;

	private ArgumentFile() {
	}

	static List<String> read(File file, NativeText nativeText) throws IOException {
		try {
			return parse(nativeText.decode(Files.readAllBytes(file.toPath())));
		}
		catch (InvalidPathException ex) {
			throw new IOException(file + " is no path in the encoding of this JVM", ex);
		}
	}

	static List<String> parse(String content) {
		ArgumentFile file = new ArgumentFile();
		content.chars().forEach((ch) -> file.accept((char) ch));
		file.end();
		return List.copyOf(file.arguments);
	}

	private void accept(char ch) {
		switch (this.state) {
			case BETWEEN, CONTINUED -> skip(ch);
			case TOKEN -> token(ch);
			case QUOTED -> quoted(ch);
			case ESCAPED -> escaped(ch);
			case COMMENT -> this.state = isEndOfLine(ch) ? State.BETWEEN : State.COMMENT;
		}
	}

	private void skip(char ch) {
		if (!isWhitespace(ch)) {
			this.state = (this.state == State.BETWEEN) ? State.TOKEN : State.QUOTED;
			accept(ch);
		}
	}

	private void token(char ch) {
		if (isWhitespace(ch)) {
			endToken();
		}
		else if (ch == '#') {
			this.run.setLength(0);
			this.state = State.COMMENT;
		}
		else if (ch == '"' || ch == '\'') {
			endRun();
			this.quote = ch;
			this.state = State.QUOTED;
		}
		else {
			this.run.append(ch);
		}
	}

	private void quoted(char ch) {
		if (isEndOfLine(ch)) {
			endToken();
		}
		else if (ch == '\\') {
			endRun();
			this.state = State.ESCAPED;
		}
		else if (ch == this.quote) {
			endRun();
			this.state = State.TOKEN;
		}
		else {
			this.run.append(ch);
		}
	}

	private void escaped(char ch) {
		if (isEndOfLine(ch)) {
			this.state = State.CONTINUED;
			return;
		}
		this.token.append(switch (ch) {
			case 'n' -> '\n';
			case 'r' -> '\r';
			case 't' -> '\t';
			case 'f' -> '\f';
			default -> ch;
		});
		this.state = State.QUOTED;
	}

	private void endRun() {
		this.token.append(this.run);
		this.run.setLength(0);
	}

	private void endToken() {
		endRun();
		this.arguments.add(this.token.toString());
		this.token.setLength(0);
		this.state = State.BETWEEN;
	}

	private void end() {
		endRun();
		// The launcher takes an empty argument only when a line ends after it
		if ((this.state == State.TOKEN || this.state == State.QUOTED) && !this.token.isEmpty()) {
			endToken();
		}
	}

	private static boolean isWhitespace(char ch) {
		return ch == ' ' || ch == '\t' || ch == '\f' || isEndOfLine(ch);
	}

	private static boolean isEndOfLine(char ch) {
		return ch == '\n' || ch == '\r';
	}

}
