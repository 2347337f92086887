package io.clusterboot.master;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes.Name;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

import io.clusterboot.generation.Generation;
import io.clusterboot.generation.StagedJar;
import io.clusterboot.generation.StagingException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link JarStager}.
 */
@Timeout(60)
class JarStagerTests {

	private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

	private RunDirectory directory;

	private Path jar;

	private JarStager stager;

	@BeforeEach
	void open(@TempDir Path temp) throws IOException {
		this.directory = RunDirectory.claim(temp.resolve("run"));
		this.jar = temp.resolve("app.jar");
		writeJar("1");
		this.stager = new JarStager(this.directory, Optional.of(this.jar));
	}

	@AfterEach
	void close() {
		this.stager.close();
		this.directory.close();
		assertThat(this.directory.paths().socket().getParent()).doesNotExist();
	}

	@Test
	void firstIsTheJarAsItIs() throws IOException {
		Generation first = this.stager.first();
		assertThat(first.number()).isOne();
		assertThat(application(first).jar()).hasSameBinaryContentAs(this.jar)
			.startsWith(this.directory.paths().generations());
	}

	@Test
	void firstWhenJarIsNoneFails() throws IOException {
		Files.writeString(this.jar, "no jar");
		assertThatExceptionOfType(StagingException.class).isThrownBy(this.stager::first)
			.withMessageContaining(this.jar.toString());
	}

	@Test
	void stageTellsOfTheNextGeneration() throws Exception {
		Generation first = this.stager.first();
		writeJar("2");
		this.stager.stage(2, this.events::add);
		Event.Staged staged = (Event.Staged) this.events.poll(30, TimeUnit.SECONDS);
		assertThat(staged.generation().number()).isEqualTo(2);
		assertThat(application(staged.generation()).hash()).isNotEqualTo(application(first).hash());
		assertThat(application(first).jar()).exists();
	}

	@Test
	void stageWhenJarIsGoneTellsWhy() throws Exception {
		Files.delete(this.jar);
		this.stager.stage(2, this.events::add);
		Event.StagingFailed failed = (Event.StagingFailed) this.events.poll(30, TimeUnit.SECONDS);
		assertThat(failed.reason()).contains(this.jar.toString(), "does not exist");
	}

	@Test
	void stageWhenThereIsNoJarHasOnlyANumber() throws Exception {
		try (JarStager classPath = new JarStager(this.directory, Optional.empty())) {
			assertThat(classPath.first()).isEqualTo(new Generation(1, null));
			classPath.stage(2, this.events::add);
			assertThat(this.events.poll(30, TimeUnit.SECONDS)).isEqualTo(new Event.Staged(new Generation(2, null)));
			classPath.retain(Set.of(new Generation(2, null)));
		}
	}

	@Test
	void retainDeletesTheOthers() throws Exception {
		Generation first = this.stager.first();
		writeJar("2");
		this.stager.stage(2, this.events::add);
		Generation second = ((Event.Staged) this.events.take()).generation();
		this.stager.retain(Set.of(second));
		await().untilAsserted(() -> assertThat(application(first).jar()).doesNotExist());
		assertThat(application(second).jar()).exists();
	}

	@Test
	void touchKeepsTheLock() {
		this.stager.touch();
		this.stager.close();
		assertThat(this.directory.paths().socket().resolveSibling("master.lock"))
			.hasContent(String.valueOf(ProcessHandle.current().pid()));
		assertThatExceptionOfType(RunDirectoryException.class)
			.isThrownBy(() -> RunDirectory.claim(this.directory.paths().socket().getParent()))
			.withMessageContaining("is in use by another master");
	}

	private static StagedJar application(Generation generation) {
		StagedJar application = generation.application();
		assertThat(application).isNotNull();
		return application;
	}

	private void writeJar(String version) throws IOException {
		Manifest manifest = new Manifest();
		manifest.getMainAttributes().put(Name.MANIFEST_VERSION, "1.0");
		manifest.getMainAttributes().put(Name.MAIN_CLASS, "Main");
		manifest.getMainAttributes().put(Name.IMPLEMENTATION_VERSION, version);
		try (OutputStream out = Files.newOutputStream(this.jar)) {
			new JarOutputStream(out, manifest).close();
		}
	}

}
