package io.clusterboot.generation;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.Attributes.Name;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * What a jar says of how it is run.
 *
 * @param isExtractable whether it is a jar of Spring Boot that brings the tool to extract
 * it
 * @param classPath the entries of its {@code Class-Path}
 */
record ApplicationJar(boolean isExtractable, List<String> classPath) {

	private static final String BOOT_LAUNCHER = "org.springframework.boot.loader.launch.JarLauncher";

	private static final Name BOOT_LIB = new Name("Spring-Boot-Lib");

	private static final String TOOLS = "spring-boot-jarmode-tools-";

	/**
	 * Read a jar from the first to the last byte.
	 * @param file the jar
	 * @param origin what it is called in messages
	 * @return what it says
	 * @throws IOException if it is damaged, or cannot be run
	 */
	static ApplicationJar read(Path file, Path origin) throws IOException {
		try (JarFile jar = open(file, origin)) {
			refuseIfDamaged(jar, origin);
			Attributes attributes = mainAttributes(jar, origin);
			String mainClass = attributes.getValue(Name.MAIN_CLASS);
			if (mainClass == null || mainClass.isBlank()) {
				throw new StagingException(origin, "cannot be run: its manifest has no Main-Class");
			}
			boolean extractable = mainClass.strip().equals(BOOT_LAUNCHER) && hasTools(jar, attributes);
			String classPath = attributes.getValue(Name.CLASS_PATH);
			return new ApplicationJar(extractable, (classPath != null)
					? Stream.of(classPath.split("\\s+")).filter((entry) -> !entry.isEmpty()).toList() : List.of());
		}
	}

	/**
	 * Read a library from the first to the last byte.
	 * @param file the jar
	 * @param origin what it is called in messages
	 * @throws IOException if it is damaged
	 */
	static void refuseIfDamaged(Path file, Path origin) throws IOException {
		try (JarFile jar = open(file, origin)) {
			refuseIfDamaged(jar, origin);
		}
	}

	private static JarFile open(Path file, Path origin) throws StagingException {
		try {
			if (!ZipEnd.isThatOf(file)) {
				throw new ZipException("zip END header not found");
			}
			return new JarFile(file.toFile(), false);
		}
		catch (IOException ex) {
			throw new StagingException(origin, "is no jar: " + StagingException.reason(ex), ex);
		}
	}

	private static void refuseIfDamaged(JarFile jar, Path origin) throws StagingException {
		for (String name : jar.stream().map(ZipEntry::getName).distinct().toList()) {
			if (Thread.currentThread().isInterrupted()) {
				throw new StagingException(origin, "was not read to its end");
			}
			try {
				refuseIfDamaged(jar, name);
			}
			catch (IOException ex) {
				throw new StagingException(origin, "is damaged: " + name + ": " + StagingException.reason(ex), ex);
			}
		}
	}

	/*
	 * The JDK checks the sum of an entry only where it reads a jar as a stream.
	 */
	private static void refuseIfDamaged(ZipFile jar, String name) throws IOException {
		ZipEntry entry = jar.getEntry(name);
		if (entry == null) {
			throw new IOException("entry cannot be found");
		}
		CRC32 crc = new CRC32();
		try (InputStream in = new CheckedInputStream(jar.getInputStream(entry), crc)) {
			long size = in.transferTo(OutputStream.nullOutputStream());
			if (size != entry.getSize() || crc.getValue() != entry.getCrc()) {
				throw new IOException("checksum does not match");
			}
		}
	}

	private static Attributes mainAttributes(JarFile jar, Path origin) throws IOException {
		Manifest manifest = jar.getManifest();
		if (manifest == null) {
			throw new StagingException(origin, "cannot be run: it has no manifest");
		}
		return manifest.getMainAttributes();
	}

	private static boolean hasTools(ZipFile jar, Attributes attributes) {
		String lib = attributes.getValue(BOOT_LIB);
		String prefix = ((lib != null) ? lib : "BOOT-INF/lib/") + TOOLS;
		return jar.stream().map(ZipEntry::getName).anyMatch((name) -> name.startsWith(prefix) && name.endsWith(".jar"));
	}

}
