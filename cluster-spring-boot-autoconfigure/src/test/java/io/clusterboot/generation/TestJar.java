package io.clusterboot.generation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;

/**
 * A small jar for tests.
 */
final class TestJar {

	static final String BOOT_LAUNCHER = "org.springframework.boot.loader.launch.JarLauncher";

	/*
	 * In the past, and not at a full second.
	 */
	static final Instant MODIFIED = Instant.parse("2024-05-06T07:08:09.123456789Z");

	private final Manifest manifest = new Manifest();

	private final Map<String, byte[]> entries = new LinkedHashMap<>();

	private TestJar() {
		this.manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
	}

	static TestJar plain() {
		return new TestJar().with("com/example/Library.txt", "some text ".repeat(50));
	}

	static TestJar ofMain(String mainClass) {
		return plain().attribute("Main-Class", mainClass);
	}

	static TestJar boot() throws IOException {
		return ofMain(BOOT_LAUNCHER).attribute("Spring-Boot-Lib", "BOOT-INF/lib/")
			.with("BOOT-INF/lib/spring-boot-jarmode-tools-4.1.2.jar", "tools")
			.with("BOOT-INF/lib/library.jar", ofMain("com.example.Other").bytes());
	}

	TestJar attribute(String name, String value) {
		this.manifest.getMainAttributes().putValue(name, value);
		return this;
	}

	TestJar with(String entry, String content) {
		return with(entry, content.getBytes(StandardCharsets.UTF_8));
	}

	private TestJar with(String entry, byte[] content) {
		this.entries.put(entry, content);
		return this;
	}

	Path in(Path file) throws IOException {
		Files.createDirectories(file.getParent());
		Files.write(file, bytes());
		return Files.setLastModifiedTime(file, FileTime.from(MODIFIED));
	}

	private byte[] bytes() throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		write(bytes);
		return bytes.toByteArray();
	}

	private void write(OutputStream out) throws IOException {
		try (JarOutputStream jar = new JarOutputStream(out)) {
			ZipEntry manifestEntry = new ZipEntry("META-INF/MANIFEST.MF");
			manifestEntry.setTime(MODIFIED.toEpochMilli());
			jar.putNextEntry(manifestEntry);
			this.manifest.write(jar);
			for (Map.Entry<String, byte[]> entry : this.entries.entrySet()) {
				jar.putNextEntry(entry(entry.getKey(), entry.getValue()));
				jar.write(entry.getValue());
			}
		}
	}

	private static JarEntry entry(String name, byte[] content) {
		JarEntry entry = new JarEntry(name);
		entry.setTime(MODIFIED.toEpochMilli());
		if (name.endsWith(".jar")) {
			CRC32 crc = new CRC32();
			crc.update(content);
			entry.setMethod(ZipEntry.STORED);
			entry.setSize(content.length);
			entry.setCrc(crc.getValue());
		}
		return entry;
	}

}
