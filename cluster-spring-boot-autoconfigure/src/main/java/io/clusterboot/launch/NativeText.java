package io.clusterboot.launch;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The encoding in which the JDK passes arguments to a new process, with the bytes it
 * cannot express kept as lone low surrogates (byte {@code E9} as {@code U+DCE9}).
 *
 * @param charset the encoding
 */
record NativeText(Charset charset) {

	private static final int ESCAPE = 0xDC00;

	static NativeText ofProcessBuilder() {
		// JDK 17 encodes arguments in the default charset, later ones in that of the
		// locale
		return new NativeText((Runtime.version().feature() < 18) ? Charset.defaultCharset() : ofLocale());
	}

	static NativeText ofPaths() {
		return new NativeText(ofLocale());
	}

	private static Charset ofLocale() {
		String name = System.getProperty("sun.jnu.encoding");
		return (name != null && Charset.isSupported(name)) ? Charset.forName(name) : Charset.defaultCharset();
	}

	String decode(byte[] bytes) {
		CharsetDecoder decoder = this.charset.newDecoder()
			.onMalformedInput(CodingErrorAction.REPORT)
			.onUnmappableCharacter(CodingErrorAction.REPORT);
		ByteBuffer in = ByteBuffer.wrap(bytes);
		CharBuffer out = CharBuffer.allocate((int) Math.ceil(bytes.length * decoder.maxCharsPerByte()) + 1);
		for (CoderResult result = decoder.decode(in, out, true); result
			.isError(); result = decoder.decode(in, out, true)) {
			for (int i = 0; i < result.length(); i++) {
				out.put((char) (ESCAPE + Byte.toUnsignedInt(in.get())));
			}
		}
		decoder.flush(out);
		return out.flip().toString();
	}

	/**
	 * Whether the text holds bytes that this encoding cannot express, so that the JDK
	 * would replace them.
	 * @param text decoded text
	 * @return whether any byte had to be escaped
	 */
	static boolean hasEscapes(String text) {
		return text.codePoints().anyMatch(NativeText::isEscape);
	}

	static boolean isEscape(int codePoint) {
		return codePoint >= ESCAPE && codePoint <= ESCAPE + 0xFF;
	}

	boolean canEncode(String text) {
		return text.codePoints()
			.filter((codePoint) -> codePoint > 0x7F && !isEscape(codePoint))
			.allMatch((codePoint) -> this.charset.newEncoder().canEncode(Character.toString(codePoint)));
	}

	/**
	 * The file of that name.
	 * @param text decoded text
	 * @return the path, or empty if this JVM has none for these bytes
	 */
	Optional<Path> path(String text) {
		try {
			String name = ofPaths().decode(encode(text));
			return hasEscapes(name) ? Optional.empty() : Optional.of(Path.of(name));
		}
		catch (InvalidPathException ex) {
			return Optional.empty();
		}
	}

	/**
	 * The name of a file.
	 * @param path the file
	 * @return text that is encoded to the bytes of its name
	 */
	String name(Path path) {
		return decode(ofPaths().encode(path.toString()));
	}

	byte[] encode(String text) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		text.codePoints().mapToObj(this::encode).forEach(bytes::writeBytes);
		return bytes.toByteArray();
	}

	byte[] encode(int codePoint) {
		return isEscape(codePoint) ? new byte[] { (byte) (codePoint - ESCAPE) }
				: Character.toString(codePoint).getBytes(this.charset);
	}

}
