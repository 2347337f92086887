package io.clusterboot.bootstrap;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import io.clusterboot.master.MasterProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MasterClasses}.
 */
class MasterClassesTests {

	private static final String PACKAGE = "io/clusterboot/master/";

	@TempDir
	private Path directory;

	@Test
	void loadFindsTheMasterAndItsLogging() {
		assertThat(MasterClasses.load()).isGreaterThan(150);
	}

	/*
	 * A class that is missed is looked for when it is needed, in a jar that may have been
	 * overwritten by then.
	 */
	@Test
	void loadKnowsEveryPackageOfOursThatTheMasterUses() {
		String[] loaded = MasterClasses.PACKAGES.stream()
			.map((path) -> path.substring(0, path.length() - 1).replace('/', '.'))
			.toArray(String[]::new);
		ArchRuleDefinition.noClasses()
			.that()
			.resideInAnyPackage(loaded)
			.should()
			.dependOnClassesThat(JavaClass.Predicates.resideInAPackage("io.clusterboot..")
				.and(JavaClass.Predicates.resideOutsideOfPackages(loaded)))
			.check(new ClassFileImporter()
				.importUrl(MasterProcess.class.getProtectionDomain().getCodeSource().getLocation()));
	}

	@Test
	void loadAllWhenJarVanishesAfterwardsHasAllClasses() throws Exception {
		Path jar = jarOf(List.of("Deadlines", "MasterClock", "Event", "Event$Stop"));
		try (OnlyFrom loader = new OnlyFrom(jar)) {
			assertThat(new MasterClasses(loader, List.of(PACKAGE, "com/example/missing/")).loadAll()).isEqualTo(4);
			Files.writeString(jar, "overwritten");
			for (String name : List.of("Deadlines", "MasterClock", "Event", "Event$Stop")) {
				assertThat(loader.find(PACKAGE.replace('/', '.') + name)).isTrue();
			}
		}
	}

	@Test
	void loadAllWhenAClassCannotBeLoadedLoadsTheOthers() throws Exception {
		Path jar = jarOf(List.of("Deadlines", "Event$Stop", "MasterClock"));
		try (OnlyFrom loader = new OnlyFrom(jar)) {
			assertThat(new MasterClasses(loader, List.of(PACKAGE)).loadAll()).isEqualTo(2);
		}
	}

	@Test
	void loadAllInitialisesNothing() throws Exception {
		try (OnlyFrom loader = new OnlyFrom(jarOf(List.of()))) {
			assertThat(new MasterClasses(loader, List.of("io/clusterboot/bootstrap/")).loadAll()).isEqualTo(1);
		}
		assertThat(System.getProperty(Failing.class.getName())).isNull();
	}

	private Path jarOf(List<String> names) throws IOException {
		Path jar = this.directory.resolve("classes.jar");
		try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
			// Found only where the jar names the directories too
			for (String path : List.of(PACKAGE, "io/clusterboot/bootstrap/")) {
				out.putNextEntry(new JarEntry(path));
			}
			for (String name : names) {
				copy(PACKAGE + name + ".class", MasterProcess.class, out);
			}
			copy(Failing.class.getName().replace('.', '/') + ".class", Failing.class, out);
		}
		return jar;
	}

	private static void copy(String path, Class<?> owner, JarOutputStream out) throws IOException {
		out.putNextEntry(new JarEntry(path));
		try (InputStream in = owner.getClassLoader().getResourceAsStream(path)) {
			in.transferTo(out);
		}
	}

	/**
	 * A class that shows when it is initialised.
	 */
	static final class Failing {

		static {
			System.setProperty(Failing.class.getName(), "initialised");
		}

	}

	/**
	 * A class loader that sees one jar and the JDK alone.
	 */
	private static final class OnlyFrom extends URLClassLoader {

		OnlyFrom(Path jar) throws IOException {
			super(new URL[] { jar.toUri().toURL() }, ClassLoader.getPlatformClassLoader());
		}

		boolean find(String name) {
			return findLoadedClass(name) != null;
		}

	}

}
