package io.clusterboot.sample.harness;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link JarEdit}.
 */
class JarEditTests {

	private static final String NESTED = "BOOT-INF/lib/nested.jar";

	@TempDir
	private Path directory;

	private Path jar;

	@BeforeEach
	void writeJar() throws IOException {
		this.jar = this.directory.resolve("app.jar");
		try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(this.jar))) {
			add(out, "META-INF/", ZipEntry.STORED, "");
			add(out, "META-INF/MANIFEST.MF", ZipEntry.DEFLATED, "Manifest-Version: 1.0\r\n\r\n");
			add(out, "BOOT-INF/classes/Shop.class", ZipEntry.DEFLATED, "a class ".repeat(500));
			add(out, JarEdit.CONFIGURATION, ZipEntry.DEFLATED, "sample:\n  version: 1\nother: kept # no line end");
			add(out, NESTED, ZipEntry.STORED, "a jar ".repeat(2000));
			add(out, "BOOT-INF/classpath.idx", ZipEntry.DEFLATED, "- \"" + NESTED + "\"\n");
		}
	}

	@Test
	void writeToChangesTheConfigurationOnly() throws IOException {
		Path edited = JarEdit.of(this.jar).property("sample.version", "2").writeTo(this.directory.resolve("2.jar"));
		Map<String, byte[]> before = streamed(this.jar);
		Map<String, byte[]> after = streamed(edited);
		assertThat(List.copyOf(after.keySet())).isEqualTo(List.copyOf(before.keySet()));
		before.forEach((name, content) -> {
			if (!name.equals(JarEdit.CONFIGURATION)) {
				assertThat(after.get(name)).as(name).isEqualTo(content);
			}
		});
		assertThat(after.get(JarEdit.CONFIGURATION)).startsWith(before.get(JarEdit.CONFIGURATION));
	}

	@Test
	void writeToKeepsHowEntriesAreHeld() throws IOException {
		Path edited = JarEdit.of(this.jar).property("sample.version", "2").writeTo(this.directory.resolve("2.jar"));
		try (ZipFile before = new ZipFile(this.jar.toFile()); ZipFile after = new ZipFile(edited.toFile())) {
			List<? extends ZipEntry> entries = Collections.list(after.entries());
			assertThat(entries).extracting(ZipEntry::getMethod)
				.isEqualTo(Collections.list(before.entries()).stream().map(ZipEntry::getMethod).toList());
			assertThat(entries).extracting(ZipEntry::getLastModifiedTime)
				.isEqualTo(Collections.list(before.entries()).stream().map(ZipEntry::getLastModifiedTime).toList());
			ZipEntry nested = after.getEntry(NESTED);
			assertThat(nested.getMethod()).isEqualTo(ZipEntry.STORED);
			assertThat(nested.getCompressedSize()).isEqualTo(nested.getSize());
			assertThat(nested.getCrc()).isEqualTo(before.getEntry(NESTED).getCrc());
			for (ZipEntry entry : entries) {
				byte[] content = after.getInputStream(entry).readAllBytes();
				assertThat(entry.getSize()).as(entry.getName()).isEqualTo(content.length);
				assertThat(entry.getCrc()).as(entry.getName()).isEqualTo(crc(content));
			}
		}
	}

	@Test
	void writeToSetsTheProperties() throws IOException {
		Path edited = JarEdit.of(this.jar)
			.property("sample.version", "2")
			.property("sample.chaos.fail-start", "say \"no\": \\ # that's all")
			.writeTo(this.directory.resolve("2.jar"));
		assertThat(property(edited, "sample.version")).isEqualTo("2");
		assertThat(property(edited, "sample.chaos.fail-start")).isEqualTo("say \"no\": \\ # that's all");
		assertThat(property(edited, "other")).isEqualTo("kept");
		assertThat(property(this.jar, "sample.version")).isEqualTo(1);
	}

	@Test
	void writeToWhenEditedAgainTheLastWins() throws IOException {
		JarEdit.of(this.jar).property("sample.version", "2").writeTo(this.jar);
		JarEdit.of(this.jar).property("sample.version", "3").writeTo(this.jar);
		assertThat(property(this.jar, "sample.version")).isEqualTo("3");
	}

	@Test
	void writeToReplacesTheFileAndLeavesNoOther() throws IOException {
		Object file = fileKey(this.jar);
		JarEdit.of(this.jar).property("sample.version", "2").writeTo(this.jar);
		assertThat(fileKey(this.jar)).isNotEqualTo(file);
		assertThat(files()).containsExactly(this.jar);
	}

	@Test
	void overwriteWritesIntoTheFileThatIsThere() throws IOException {
		Object file = fileKey(this.jar);
		try (FileChannel held = FileChannel.open(this.jar)) {
			JarEdit.of(this.jar).property("sample.version", "2").overwrite(this.jar);
			assertThat(held.size()).isEqualTo(Files.size(this.jar));
		}
		assertThat(fileKey(this.jar)).isEqualTo(file);
		assertThat(property(this.jar, "sample.version")).isEqualTo("2");
		assertThat(files()).containsExactly(this.jar);
	}

	@Test
	void overwriteWritesTheSameBytesAsWriteTo() throws IOException {
		Path written = JarEdit.of(this.jar).property("sample.version", "2").writeTo(this.directory.resolve("2.jar"));
		Path target = Files.write(this.directory.resolve("3.jar"), new byte[100_000]);
		JarEdit.of(this.jar).property("sample.version", "2").overwrite(target);
		assertThat(target).hasSameBinaryContentAs(written);
	}

	@Test
	void overwriteWhenThereIsNoFileFails() {
		Path missing = this.directory.resolve("missing.jar");
		assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> JarEdit.of(this.jar).overwrite(missing));
		assertThat(missing).doesNotExist();
	}

	@Test
	void writeToWhenJarHasNoConfigurationFails() throws IOException {
		Path plain = this.directory.resolve("plain.jar");
		try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(plain))) {
			add(out, "application.yml", ZipEntry.DEFLATED, "sample:\n");
		}
		assertThatIllegalArgumentException().isThrownBy(() -> JarEdit.of(plain).writeTo(plain))
			.withMessageContaining("No " + JarEdit.CONFIGURATION + " in " + plain);
		assertThat(files()).containsExactlyInAnyOrder(this.jar, plain);
	}

	private static void add(ZipOutputStream out, String name, int method, String text) throws IOException {
		byte[] content = text.getBytes(StandardCharsets.UTF_8);
		ZipEntry entry = new ZipEntry(name);
		entry.setMethod(method);
		entry.setLastModifiedTime(FileTime.fromMillis(1_000_000_000_000L));
		entry.setSize(content.length);
		entry.setCrc(crc(content));
		out.putNextEntry(entry);
		out.write(content);
		out.closeEntry();
	}

	private static long crc(byte[] content) {
		CRC32 crc = new CRC32();
		crc.update(content);
		return crc.getValue();
	}

	/**
	 * The entries in the order of the bytes, read without the directory at the end; that
	 * checks sizes and sums.
	 */
	private static Map<String, byte[]> streamed(Path jar) throws IOException {
		Map<String, byte[]> entries = new LinkedHashMap<>();
		try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(Files.readAllBytes(jar)))) {
			for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
				entries.put(entry.getName(), in.readAllBytes());
			}
		}
		return entries;
	}

	private static Object property(Path jar, String name) throws IOException {
		byte[] yaml = streamed(jar).get(JarEdit.CONFIGURATION);
		List<PropertySource<?>> documents = new ArrayList<>(
				new YamlPropertySourceLoader().load("test", new ByteArrayResource(yaml)));
		Collections.reverse(documents);
		return documents.stream()
			.filter((document) -> document.containsProperty(name))
			.findFirst()
			.map((document) -> document.getProperty(name))
			.orElseThrow();
	}

	private static Object fileKey(Path file) throws IOException {
		return Files.getAttribute(file, "unix:ino");
	}

	private List<Path> files() throws IOException {
		try (Stream<Path> files = Files.list(this.directory)) {
			return files.toList();
		}
	}

}
