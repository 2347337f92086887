package io.clusterboot.sample.harness;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

import tools.jackson.databind.json.JsonMapper;

/**
 * Another version of the jar of an application: the same, with other properties or other
 * classes.
 */
public final class JarEdit {

	/*
	 * The entries keep their order and method: nested jars can only be started from if
	 * they are stored. The properties are a further document of the YAML file, which wins
	 * over those before it.
	 */

	static final String CONFIGURATION = "BOOT-INF/classes/application.yml";

	private static final JsonMapper MAPPER = new JsonMapper();

	private final Path jar;

	private final Map<String, String> properties = new LinkedHashMap<>();

	private final Map<String, byte[]> contents = new HashMap<>();

	private JarEdit(Path jar) {
		this.jar = jar;
	}

	/**
	 * Begin with a jar, which stays as it is.
	 * @param jar the repackaged jar
	 * @return what to configure and write
	 */
	public static JarEdit of(Path jar) {
		return new JarEdit(jar);
	}

	/**
	 * Set a property.
	 * @param name the name
	 * @param value the value
	 * @return this edit
	 */
	public JarEdit property(String name, String value) {
		this.properties.put(name, value);
		return this;
	}

	/**
	 * Put something else in the place of an entry.
	 * @param entry the name of the entry
	 * @param content what it has instead
	 * @return this edit
	 */
	public JarEdit content(String entry, byte[] content) {
		this.contents.put(entry, content);
		return this;
	}

	/**
	 * Write to a file of its own, which takes the place of one that is there in a single
	 * step, as {@code mv} does.
	 * @param target the file
	 * @return the file
	 */
	public Path writeTo(Path target) {
		try {
			Path written = writeBeside(target);
			return Files.move(written, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Write into a file that is there, which whoever holds it open comes to see, as
	 * {@code cp} does.
	 * @param target the file
	 * @return the file
	 */
	public Path overwrite(Path target) {
		try {
			Path written = writeBeside(target);
			try (OutputStream out = Files.newOutputStream(target, StandardOpenOption.WRITE,
					StandardOpenOption.TRUNCATE_EXISTING)) {
				Files.copy(written, out);
			}
			Files.delete(written);
			return target;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private Path writeBeside(Path target) throws IOException {
		Path written = Files.createTempFile(target.toAbsolutePath().getParent(), "edit", ".jar");
		try (ZipFile source = new ZipFile(this.jar.toFile());
				ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(written))) {
			if (source.getEntry(CONFIGURATION) == null) {
				throw new IllegalArgumentException(
						"No " + CONFIGURATION + " in " + this.jar + " (expected: the repackaged jar)");
			}
			for (ZipEntry entry : Collections.list(source.entries())) {
				byte[] content = this.contents.getOrDefault(entry.getName(),
						source.getInputStream(entry).readAllBytes());
				put(out, entry, entry.getName().equals(CONFIGURATION) ? edited(content) : content);
			}
			return written;
		}
		catch (IOException | RuntimeException ex) {
			Files.delete(written);
			throw ex;
		}
	}

	private static void put(ZipOutputStream out, ZipEntry entry, byte[] content) throws IOException {
		ZipEntry copy = new ZipEntry(entry);
		CRC32 crc = new CRC32();
		crc.update(content);
		copy.setCrc(crc.getValue());
		copy.setSize(content.length);
		// why -1: the same content may deflate to another size here
		copy.setCompressedSize((copy.getMethod() == ZipEntry.STORED) ? content.length : -1);
		out.putNextEntry(copy);
		out.write(content);
		out.closeEntry();
	}

	private byte[] edited(byte[] content) {
		StringBuilder text = new StringBuilder(new String(content, StandardCharsets.UTF_8));
		text.append("\n---\n");
		// A text in JSON is one in YAML too
		this.properties.forEach((name, value) -> text.append(MAPPER.writeValueAsString(name))
			.append(": ")
			.append(MAPPER.writeValueAsString(value))
			.append('\n'));
		return text.toString().getBytes(StandardCharsets.UTF_8);
	}

}
