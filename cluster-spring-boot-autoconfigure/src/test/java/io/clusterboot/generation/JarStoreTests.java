package io.clusterboot.generation;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Tests for {@link JarStore}.
 */
@ExtendWith(OutputCaptureExtension.class)
class JarStoreTests {

	private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

	private static final String MAIN = "com.example.Main";

	private final AtomicInteger extractions = new AtomicInteger();

	@TempDir
	private Path directory;

	private Path origin;

	private Path generations;

	@BeforeEach
	void name() throws IOException {
		// The name of a temporary directory of macOS is a link
		Path real = this.directory.toRealPath();
		this.origin = real.resolve("srv/app.jar");
		this.generations = real.resolve("run/generations");
	}

	@Test
	void stageWhenPlainCopiesItForTheOwnerOnly() throws Exception {
		TestJar.ofMain(MAIN).in(this.origin);
		StagedJar staged = store().stage(this.origin);
		String hash = sha256(this.origin);
		assertThat(staged).isEqualTo(new StagedJar(home(hash).resolve("app.jar"), hash, this.origin, NOW));
		assertThat(staged.jar()).hasSameBinaryContentAs(this.origin);
		assertThat(Files.getLastModifiedTime(staged.jar())).isEqualTo(Files.getLastModifiedTime(this.origin));
		assertThatEverythingIsForTheOwnerOnly();
		assertThatOnlyCompleteOnesAreThere(1);
	}

	@Test
	void stageWhenOriginIsALinkKeepsItsName() throws Exception {
		TestJar.ofMain(MAIN).in(this.origin);
		Path link = Files.createSymbolicLink(this.directory.resolve("current.jar"), this.origin);
		StagedJar staged = store().stage(link);
		assertThat(staged.origin()).isEqualTo(link.toAbsolutePath());
		assertThat(staged.jar()).hasFileName("current.jar").isRegularFile();
		assertThat(Files.isSymbolicLink(staged.jar())).isFalse();
	}

	@Test
	void stageWhenStagedBeforeReusesIt() throws Exception {
		TestJar.ofMain(MAIN).in(this.origin);
		StagedJar first = store().stage(this.origin);
		Object key = key(first.jar());
		Path renamed = Files.move(this.origin, this.origin.resolveSibling("other.jar"));
		StagedJar second = store().stage(renamed);
		assertThat(second).isEqualTo(new StagedJar(first.jar(), first.hash(), renamed, NOW));
		assertThat(key(second.jar())).isEqualTo(key);
		assertThatOnlyCompleteOnesAreThere(1);
	}

	@Test
	void stageWhenStagedBeforeButIncompleteMakesItAgain() throws Exception {
		TestJar.ofMain(MAIN).attribute("Class-Path", "lib/a.jar").in(this.origin);
		TestJar.plain().in(this.origin.resolveSibling("lib/a.jar"));
		StagedJar staged = store().stage(this.origin);
		Path lost = staged.jar().resolveSibling("lib/a.jar");
		Files.delete(lost);
		assertThat(store().stage(this.origin)).isEqualTo(staged);
		assertThat(lost).exists();
		assertThatOnlyCompleteOnesAreThere(1);
	}

	@Test
	void stageWhenChangedKeepsBoth() throws Exception {
		TestJar.ofMain(MAIN).in(this.origin);
		StagedJar first = store().stage(this.origin);
		TestJar.ofMain(MAIN).with("new", "class").in(this.origin);
		StagedJar second = store().stage(this.origin);
		assertThat(second.hash()).isNotEqualTo(first.hash());
		assertThat(first.jar()).exists();
		assertThatOnlyCompleteOnesAreThere(2);
	}

	@Test
	void stageWhenBootJarWithToolsExtractsIt() throws Exception {
		TestJar.boot().in(this.origin);
		StagedJar staged = store().stage(this.origin);
		assertThat(staged.jar()).isEqualTo(home(sha256(this.origin)).resolve("app.jar")).hasContent("extracted");
		assertThat(Files.getLastModifiedTime(staged.jar())).isEqualTo(Files.getLastModifiedTime(this.origin));
		assertThat(staged.jar().resolveSibling("lib/library.jar")).exists();
		assertThatEverythingIsForTheOwnerOnly();
		store().stage(this.origin);
		assertThat(this.extractions).hasValue(1);
		Files.delete(staged.jar().resolveSibling("lib/library.jar"));
		assertThat(store().stage(this.origin)).isEqualTo(staged);
		assertThat(this.extractions).hasValue(2);
		assertThatOnlyCompleteOnesAreThere(1);
	}

	@Test
	void stageWhenLibrariesAreElsewhereFindsTheTools() throws Exception {
		TestJar.ofMain(TestJar.BOOT_LAUNCHER)
			.attribute("Spring-Boot-Lib", "WEB-INF/lib/")
			.with("WEB-INF/lib/spring-boot-jarmode-tools-4.1.2.jar", "tools")
			.in(this.origin);
		store().stage(this.origin);
		assertThat(this.extractions).hasValue(1);
	}

	@Test
	void stageWhenBootJarHasNoToolsCopiesIt() throws Exception {
		TestJar.ofMain(TestJar.BOOT_LAUNCHER).with("BOOT-INF/lib/library.jar", "library").in(this.origin);
		assertThat(store().stage(this.origin).jar()).hasSameBinaryContentAs(this.origin);
		assertThat(this.extractions).hasValue(0);
	}

	@ParameterizedTest
	@ValueSource(strings = { "PropertiesLauncher", "WarLauncher" })
	void stageWhenOtherLauncherCopiesIt(String launcher) throws Exception {
		TestJar.boot().attribute("Main-Class", "org.springframework.boot.loader.launch." + launcher).in(this.origin);
		assertThat(store().stage(this.origin).jar()).hasSameBinaryContentAs(this.origin);
		assertThat(this.extractions).hasValue(0);
	}

	@Test
	void stageWhenExtractionFailsTellsWhyAndLeavesNothing() throws Exception {
		TestJar.boot().in(this.origin);
		JarStore failing = store(new FileCopy(), (jar, destination) -> {
			Files.createDirectories(destination.resolve("lib"));
			Files.writeString(destination.resolve("lib/half.jar"), "half");
			throw new IOException("extracting it ended with exit code 1: No space left on device");
		});
		assertThatExceptionOfType(StagingException.class).isThrownBy(() -> failing.stage(this.origin))
			.withMessage(this.origin + " cannot be staged in " + this.generations
					+ ": extracting it ended with exit code 1: No space left on device");
		assertThatOnlyCompleteOnesAreThere(0);
	}

	@Test
	void stageWhenExtractionIsInterruptedLeavesNothing() throws Exception {
		TestJar.boot().in(this.origin);
		JarStore interrupted = store(new FileCopy(), (jar, destination) -> {
			throw new InterruptedException();
		});
		assertThatExceptionOfType(StagingException.class).isThrownBy(() -> interrupted.stage(this.origin))
			.withMessage(this.origin + " was not staged: interrupted");
		assertThat(Thread.interrupted()).isTrue();
		assertThatOnlyCompleteOnesAreThere(0);
	}

	@Test
	void stageWhenThreadIsInterruptedLeavesNothing() throws Exception {
		TestJar.ofMain(MAIN).in(this.origin);
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(StagingException.class).isThrownBy(() -> store().stage(this.origin))
			.withMessage(this.origin + " was not staged: interrupted");
		assertThat(Thread.interrupted()).isTrue();
		assertThatOnlyCompleteOnesAreThere(0);
	}

	@Test
	void stageWhenDiskIsFullLeavesOthersAsTheyWere() throws Exception {
		TestJar.ofMain(MAIN).in(this.origin);
		StagedJar first = store().stage(this.origin);
		TestJar.ofMain(MAIN).with("new", "class").in(this.origin);
		assertThatExceptionOfType(StagingException.class)
			.isThrownBy(() -> store(new FullDisk(), this::extract).stage(this.origin))
			.withMessage(this.origin + " cannot be staged in " + this.generations + ": No space left on device");
		assertThat(first.jar()).exists();
		assertThatOnlyCompleteOnesAreThere(1);
	}

	@Test
	void stageWhenGrowingRefuses() throws Exception {
		TestJar.ofMain(MAIN).in(this.origin);
		assertThatRefusedBecauseOf(() -> Files.writeString(this.origin, "more", StandardOpenOption.APPEND));
	}

	@Test
	void stageWhenOverwrittenRefuses() throws Exception {
		TestJar.ofMain(MAIN).in(this.origin);
		assertThatRefusedBecauseOf(
				() -> Files.setLastModifiedTime(this.origin, FileTime.from(TestJar.MODIFIED.plusNanos(1000))));
	}

	@Test
	void stageWhenReplacedRefuses() throws Exception {
		TestJar.ofMain(MAIN).in(this.origin);
		Path next = TestJar.ofMain(MAIN).in(this.origin.resolveSibling("next.jar"));
		assertThatRefusedBecauseOf(() -> Files.move(next, this.origin, StandardCopyOption.REPLACE_EXISTING));
	}

	private void assertThatRefusedBecauseOf(Change change) {
		JarStore store = store(new MeanwhileChange(change), this::extract);
		assertThatExceptionOfType(StagingException.class).isThrownBy(() -> store.stage(this.origin))
			.withMessage(this.origin + " is being written to; ask again when that is over");
		assertThatOnlyCompleteOnesAreThere(0);
	}

	@Test
	void stageWhenMissingRefuses() {
		assertRefused("cannot be staged in " + this.generations + ": " + this.origin + " does not exist");
	}

	@Test
	void stageWhenDirectoryRefuses() throws Exception {
		Files.createDirectories(this.origin);
		assertRefused("is no file");
	}

	@Test
	void stageWhenEmptyRefuses() throws Exception {
		write("");
		assertRefused("is no jar: zip file is empty");
	}

	@Test
	void stageWhenTextRefuses() throws Exception {
		write("Hello");
		assertRefused("is no jar: zip END header not found");
	}

	@Test
	void stageWhenUnreadableRefuses() throws Exception {
		TestJar.ofMain(MAIN).in(this.origin);
		Files.setPosixFilePermissions(this.origin, PosixFilePermissions.fromString("---------"));
		assumeThat(Files.isReadable(this.origin)).as("user who can read everything").isFalse();
		assertRefused("cannot be read: java.nio.file.AccessDeniedException: " + this.origin);
	}

	@Test
	void stageWhenTruncatedAnywhereRefuses() throws Exception {
		byte[] whole = Files.readAllBytes(TestJar.boot().in(this.origin));
		for (int length = 1; length < whole.length; length += 5) {
			Files.write(this.origin, Arrays.copyOf(whole, length));
			assertRefused("is no jar: zip END header not found");
		}
	}

	@Test
	void stageWhenScriptStandsBeforeTheJarTakesIt() throws Exception {
		byte[] jar = Files.readAllBytes(TestJar.ofMain(MAIN).in(this.origin));
		Files.writeString(this.origin, "#!/usr/bin/java -jar\n");
		Files.write(this.origin, jar, StandardOpenOption.APPEND);
		assertThat(store().stage(this.origin).jar()).hasSameBinaryContentAs(this.origin);
	}

	@Test
	void stageWhenAByteOfAnEntryIsFlippedRefuses() throws Exception {
		byte[] whole = Files.readAllBytes(TestJar.boot().in(this.origin));
		int library = new String(whole, StandardCharsets.ISO_8859_1).indexOf("library.jar") + "library.jar".length();
		for (int position = library; position < library + 300; position += 7) {
			byte[] damaged = whole.clone();
			damaged[position] ^= 1;
			Files.write(this.origin, damaged);
			assertRefused("is damaged: BOOT-INF/lib/library.jar: checksum does not match");
		}
		assertThat(this.extractions).hasValue(0);
	}

	@Test
	void stageWhenManifestHasNoMainClassRefuses() throws Exception {
		TestJar.plain().in(this.origin);
		assertRefused("cannot be run: its manifest has no Main-Class");
	}

	@Test
	void stageWhenThereIsNoManifestRefuses() throws Exception {
		Files.createDirectories(this.origin.getParent());
		try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(this.origin))) {
			zip.putNextEntry(new ZipEntry("entry"));
		}
		assertRefused("cannot be run: it has no manifest");
	}

	@Test
	void stageWhenClassPathIsBelowCopiesItToo() throws Exception {
		TestJar.ofMain(MAIN)
			.attribute("Class-Path", "lib/a.jar lib/b%20c.jar ./lib/../lib/a.jar missing.jar config/ gone/")
			.in(this.origin);
		TestJar.plain().in(sibling("lib/a.jar"));
		TestJar.plain().in(sibling("lib/b c.jar"));
		TestJar.plain().in(sibling("lib/unused.jar"));
		Files.createDirectories(sibling("config/deep"));
		Files.createFile(sibling("config/deep/empty"));
		Files.createSymbolicLink(sibling("config/link"), sibling("lib"));
		Path home = store().stage(this.origin).jar().getParent();
		assertThat(filesIn(home)).containsExactlyInAnyOrder("app.jar", "lib/a.jar", "lib/b c.jar", "config/deep/empty",
				"config/link/a.jar", "config/link/b c.jar", "config/link/unused.jar");
		assertThat(Files.getLastModifiedTime(home.resolve("lib/a.jar"))).isEqualTo(FileTime.from(TestJar.MODIFIED));
		assertThatEverythingIsForTheOwnerOnly();
	}

	@Test
	void stageWhenLibraryChangesHasAnotherHash() throws Exception {
		TestJar.ofMain(MAIN).attribute("Class-Path", "lib/a.jar").in(this.origin);
		TestJar.plain().in(sibling("lib/a.jar"));
		StagedJar first = store().stage(this.origin);
		assertThat(store().stage(this.origin)).isEqualTo(first);
		TestJar.plain().with("more", "classes").in(sibling("lib/a.jar"));
		StagedJar second = store().stage(this.origin);
		assertThat(second.hash()).hasSize(64).isNotEqualTo(first.hash());
		assertThatOnlyCompleteOnesAreThere(2);
	}

	@Test
	void stageWhenLibraryIsDamagedRefuses() throws Exception {
		TestJar.ofMain(MAIN).attribute("Class-Path", "lib/a.jar").in(this.origin);
		Path library = TestJar.plain().in(sibling("lib/a.jar"));
		Files.writeString(library, "text");
		assertThatExceptionOfType(StagingException.class).isThrownBy(() -> store().stage(this.origin))
			.withMessage(library + " is no jar: zip END header not found");
		assertThatOnlyCompleteOnesAreThere(0);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/opt/a.jar", "../a.jar", "lib/../../a.jar", "file:a.jar", "http://example.com/a.jar",
			"%2e%2e/a.jar", "%zz", "./" })
	void stageWhenClassPathLeavesTheDirectoryRunsItInPlace(String entry, CapturedOutput output) throws Exception {
		TestJar.ofMain(MAIN).attribute("Class-Path", entry).in(this.origin);
		StagedJar staged = store().stage(this.origin);
		assertThat(staged).isEqualTo(new StagedJar(this.origin, sha256(this.origin), this.origin, NOW));
		assertThat(output).contains("WARN")
			.contains(this.origin + " is run where it is, not from a private copy: its Class-Path names '" + entry);
		assertThatOnlyCompleteOnesAreThere(0);
	}

	@Test
	void retainDeletesAllOthers() throws Exception {
		TestJar.ofMain(MAIN).in(this.origin);
		StagedJar used = store().stage(this.origin);
		TestJar.ofMain(MAIN).with("new", "class").in(this.origin);
		StagedJar unused = store().stage(this.origin);
		StagedJar inPlace = new StagedJar(this.origin, "0", this.origin, NOW);
		Files.createDirectories(this.generations.resolve(".staging-123/copy"));
		Files.createFile(this.generations.resolve(".staging-123/copy/app.jar"));
		Path other = Files.createFile(this.generations.resolve("other"));
		store().retain(List.of(used, inPlace));
		assertThat(used.jar()).exists();
		assertThat(unused.jar().getParent()).doesNotExist();
		assertThat(this.generations.toFile().list())
			.containsExactlyInAnyOrder(used.jar().getParent().getFileName().toString(), other.getFileName().toString());
		assertThat(this.origin).exists();
	}

	@Test
	void storeWhenNothingWasStagedIsNoTrouble(CapturedOutput output) {
		store().retain(List.of());
		store().touch();
		store().delete();
		assertThat(this.generations).doesNotExist();
		assertThat(output).doesNotContain("WARN");
	}

	@Test
	void touchSetsOnlyTheTimeOfTheLastAccess() throws Exception {
		TestJar.ofMain(MAIN).attribute("Class-Path", "lib/a.jar").in(this.origin);
		TestJar.plain().in(sibling("lib/a.jar"));
		Path jar = store().stage(this.origin).jar();
		List<Path> all = List.of(jar, jar.resolveSibling("lib/a.jar"), jar.resolveSibling("lib"), jar.getParent(),
				this.generations);
		List<FileTime> modified = all.stream().map((file) -> attributes(file).lastModifiedTime()).toList();
		Instant later = NOW.plus(Duration.ofDays(9));
		new JarStore(this.generations, new FileCopy(), this::extract, () -> later).touch();
		assertThat(all).allMatch((file) -> attributes(file).lastAccessTime().toInstant().equals(later));
		assertThat(all.stream().map((file) -> attributes(file).lastModifiedTime())).isEqualTo(modified);
	}

	@Test
	void deleteLeavesNothing() throws Exception {
		TestJar.ofMain(MAIN).in(this.origin);
		store().stage(this.origin);
		store().delete();
		assertThat(this.generations).doesNotExist();
		assertThat(this.generations.getParent()).isEmptyDirectory();
		assertThat(this.origin).exists();
	}

	@Test
	void generationIsToldByItsNumber() {
		assertThat(new Generation(2, null)).hasToString("generation 2");
	}

	private JarStore store() {
		return store(new FileCopy(), this::extract);
	}

	private JarStore store(FileCopy copy, Extractor extractor) {
		return new JarStore(this.generations, copy, extractor, () -> NOW);
	}

	private void extract(Path jar, Path destination) throws IOException {
		this.extractions.incrementAndGet();
		Files.createDirectories(destination.resolve("lib"));
		Files.writeString(destination.resolve(jar.getFileName()), "extracted");
		TestJar.plain().in(destination.resolve("lib/library.jar"));
	}

	private void write(String content) throws IOException {
		Files.createDirectories(this.origin.getParent());
		Files.writeString(this.origin, content);
	}

	private Path sibling(String path) {
		return this.origin.resolveSibling(path);
	}

	private Path home(String hash) {
		return this.generations.resolve("app-" + hash.substring(0, 16));
	}

	private void assertRefused(String fact) {
		assertThatExceptionOfType(StagingException.class).isThrownBy(() -> store().stage(this.origin))
			.withMessage(this.origin + " " + fact);
		assertThatOnlyCompleteOnesAreThere(0);
	}

	private void assertThatOnlyCompleteOnesAreThere(int count) {
		assertThat(this.generations.toFile().list()).hasSize(count).allMatch((name) -> name.startsWith("app-"));
	}

	private void assertThatEverythingIsForTheOwnerOnly() throws IOException {
		try (Stream<Path> files = Files.walk(this.generations)) {
			assertThat(files).isNotEmpty()
				.allSatisfy((file) -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
					.isEqualTo(Files.isDirectory(file) ? "rwx------" : "rw-------"));
		}
	}

	private static List<String> filesIn(Path home) throws IOException {
		try (Stream<Path> files = Files.walk(home)) {
			return files.filter(Files::isRegularFile)
				.map((file) -> home.relativize(file).toString())
				.filter((name) -> !name.equals(".listing"))
				.toList();
		}
	}

	private static Object key(Path file) {
		return attributes(file).fileKey();
	}

	private static BasicFileAttributes attributes(Path file) {
		try {
			return Files.readAttributes(file, BasicFileAttributes.class);
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

	private static String sha256(Path file) throws Exception {
		return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
	}

	/**
	 * What happens to the origin while it is copied.
	 */
	private interface Change {

		void make() throws IOException;

	}

	/**
	 * A copy during which the origin changes.
	 */
	private static final class MeanwhileChange extends FileCopy {

		private final Change change;

		MeanwhileChange(Change change) {
			this.change = change;
		}

		@Override
		OutputStream create(Path target) throws IOException {
			this.change.make();
			return super.create(target);
		}

	}

	/**
	 * A copy to a disk without room.
	 */
	private static final class FullDisk extends FileCopy {

		@Override
		OutputStream create(Path target) throws IOException {
			return new FilterOutputStream(super.create(target)) {

				@Override
				public void write(byte[] bytes, int offset, int length) throws IOException {
					throw new IOException("No space left on device");
				}

			};
		}

	}

}
