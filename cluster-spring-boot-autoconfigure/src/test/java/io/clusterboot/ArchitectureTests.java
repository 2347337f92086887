package io.clusterboot;

import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.clusterboot.listen.tomcat.ClusterHttp11NioProtocol;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;
import org.springframework.boot.autoconfigure.AutoConfiguration;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.CanBeAnnotated.Predicates.annotatedWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rules by which the packages hang together.
 */
class ArchitectureTests {

	private static final String ROOT = "io.clusterboot";

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.importUrl(ClusterProperties.class.getProtectionDomain().getCodeSource().getLocation());

	private static final DescribedPredicate<JavaClass> AUTO_CONFIGURATION = annotatedWith(AutoConfiguration.class)
		.or(annotatedWith(ManagementContextConfiguration.class))
		.forSubtype();

	/*
	 * These are found by an annotation or by the name of the class.
	 */
	private static final DescribedPredicate<JavaClass> FOUND_BY_A_FRAMEWORK = AUTO_CONFIGURATION
		.or(annotatedWith(Endpoint.class).forSubtype())
		.or(annotatedWith(EndpointWebExtension.class).forSubtype())
		.or(equivalentTo(ClusterHttp11NioProtocol.class));

	@Test
	void dependenciesGoOneWay() {
		check(layeredArchitecture().consideringOnlyDependenciesInLayers()
			.layer("root")
			.definedBy(ROOT)
			.layer("os")
			.definedBy(ROOT + ".os")
			.layer("ipc")
			.definedBy(ROOT + ".ipc")
			.layer("listen")
			.definedBy(ROOT + ".listen")
			.layer("listen.tomcat")
			.definedBy(ROOT + ".listen.tomcat")
			.layer("launch")
			.definedBy(ROOT + ".launch")
			.layer("generation")
			.definedBy(ROOT + ".generation")
			.layer("master")
			.definedBy(ROOT + ".master")
			.layer("worker")
			.definedBy(ROOT + ".worker")
			.layer("actuate")
			.definedBy(ROOT + ".actuate")
			.layer("cli")
			.definedBy(ROOT + ".cli")
			.layer("redis")
			.definedBy(ROOT + ".redis")
			.layer("redis.lettuce")
			.definedBy(ROOT + ".redis.lettuce")
			.layer("json")
			.definedBy(ROOT + ".json")
			.layer("session")
			.definedBy(ROOT + ".session")
			.layer("cache")
			.definedBy(ROOT + ".cache")
			.layer("leader")
			.definedBy(ROOT + ".leader")
			.layer("relay")
			.definedBy(ROOT + ".relay")
			.layer("metrics")
			.definedBy(ROOT + ".metrics")
			.layer("scheduling")
			.definedBy(ROOT + ".scheduling")
			.layer("messaging")
			.definedBy(ROOT + ".messaging")
			.layer("messaging.redis")
			.definedBy(ROOT + ".messaging.redis")
			.layer("messaging.kafka")
			.definedBy(ROOT + ".messaging.kafka")
			.layer("messaging.stomp")
			.definedBy(ROOT + ".messaging.stomp")
			.layer("bootstrap")
			.definedBy(ROOT + ".bootstrap")
			.whereLayer("root")
			.mayNotAccessAnyLayer()
			.whereLayer("os")
			.mayOnlyAccessLayers("root")
			.whereLayer("ipc")
			.mayOnlyAccessLayers("root")
			.whereLayer("listen")
			.mayOnlyAccessLayers("root", "os")
			.whereLayer("listen.tomcat")
			.mayOnlyAccessLayers("root", "os", "listen")
			.whereLayer("launch")
			.mayOnlyAccessLayers("root", "os")
			.whereLayer("generation")
			.mayOnlyAccessLayers("root", "os")
			.whereLayer("master")
			.mayOnlyAccessLayers("root", "os", "ipc", "listen", "launch", "generation", "redis", "metrics")
			.whereLayer("redis")
			.mayOnlyAccessLayers("root", "os")
			.whereLayer("redis.lettuce")
			.mayOnlyAccessLayers("root", "redis", "worker")
			.whereLayer("json")
			.mayOnlyAccessLayers("root")
			.whereLayer("session")
			.mayOnlyAccessLayers("root", "json", "redis.lettuce", "worker")
			.whereLayer("cache")
			.mayOnlyAccessLayers("root", "json", "redis.lettuce", "worker")
			.whereLayer("worker")
			.mayOnlyAccessLayers("root", "os", "ipc", "listen", "leader", "relay")
			.whereLayer("leader")
			.mayOnlyAccessLayers("root")
			.whereLayer("relay")
			.mayOnlyAccessLayers("root", "ipc")
			.whereLayer("metrics")
			.mayOnlyAccessLayers("root")
			.whereLayer("scheduling")
			.mayOnlyAccessLayers("root", "leader", "redis.lettuce", "worker")
			.whereLayer("messaging")
			.mayOnlyAccessLayers("root", "redis.lettuce", "worker")
			.whereLayer("messaging.redis")
			.mayOnlyAccessLayers("root", "messaging", "redis.lettuce", "worker")
			.whereLayer("messaging.kafka")
			.mayOnlyAccessLayers("root", "messaging", "worker")
			.whereLayer("messaging.stomp")
			.mayOnlyAccessLayers("root", "messaging", "worker")
			.whereLayer("actuate")
			.mayOnlyAccessLayers("root", "worker", "ipc", "relay", "metrics")
			.whereLayer("cli")
			.mayOnlyAccessLayers("root", "os", "ipc")
			.whereLayer("cli")
			.mayOnlyBeAccessedByLayers("bootstrap")
			.whereLayer("listen.tomcat")
			.mayNotBeAccessedByAnyLayer()
			.whereLayer("actuate")
			.mayNotBeAccessedByAnyLayer()
			.whereLayer("bootstrap")
			.mayNotBeAccessedByAnyLayer()
			.ensureAllClassesAreContainedInArchitecture());
	}

	@Test
	void featuresKnowOnlyTheClusterAndWhoMakesIt() {
		check(noClasses().that()
			.resideInAnyPackage(ROOT + ".actuate", ROOT + ".session", ROOT + ".cache", ROOT + ".redis.lettuce",
					ROOT + ".scheduling", ROOT + ".messaging..")
			.should()
			.dependOnClassesThat(resideInAPackage(ROOT + ".worker").and(not(AUTO_CONFIGURATION))));
	}

	@Test
	void packagesHaveNoCycles() {
		check(slices().matching(ROOT + ".(**)").should().beFreeOfCycles());
	}

	@Test
	void innerPackagesSeeNoSpring() {
		check(noClasses().that()
			.resideInAnyPackage(ROOT + ".ipc", ROOT + ".master", ROOT + ".launch", ROOT + ".generation", ROOT + ".os",
					ROOT + ".listen", ROOT + ".leader", ROOT + ".redis", ROOT + ".relay", ROOT + ".metrics")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("org.springframework.."));
	}

	@Test
	void rootSeesSpringOnlyForItsProperties() {
		check(noClasses().that(resideInAPackage(ROOT).and(not(belongTo(ClusterProperties.class))))
			.should()
			.dependOnClassesThat()
			.resideInAPackage("org.springframework.."));
	}

	@Test
	void cliSeesSpringOnlyForItsJson() {
		check(noClasses().that()
			.resideInAPackage(ROOT + ".cli")
			.should()
			.dependOnClassesThat(resideInAPackage("org.springframework..")
				.and(not(resideInAPackage("org.springframework.boot.json")))));
	}

	@Test
	void onlyCliSeesPicocli() {
		check(noClasses().that()
			.resideOutsideOfPackage(ROOT + ".cli")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("picocli.."));
	}

	@Test
	void onlyListenTomcatSeesTomcat() {
		check(noClasses().that()
			.resideOutsideOfPackage(ROOT + ".listen.tomcat")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.apache.catalina..", "org.apache.coyote..", "org.apache.tomcat.."));
	}

	@Test
	void onlyOsSeesJna() {
		check(noClasses().that()
			.resideOutsideOfPackage(ROOT + ".os")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("com.sun.jna.."));
	}

	@Test
	void onlyTheDoorAndTheWorkerEndTheProcess() {
		check(noClasses().that()
			.resideOutsideOfPackages(ROOT + ".bootstrap", ROOT + ".worker")
			.should()
			.callMethod(System.class, "exit", int.class)
			.orShould()
			.callMethod(Runtime.class, "exit", int.class)
			.orShould()
			.callMethod(Runtime.class, "halt", int.class));
	}

	@Test
	void protocolDoesNotUseJavaSerialization() {
		check(noClasses().that()
			.resideInAPackage(ROOT + ".ipc")
			.and(not(JavaClass.Predicates.assignableTo(Throwable.class)))
			.and(not(JavaClass.Predicates.assignableTo(Enum.class)))
			.should()
			.dependOnClassesThat()
			.belongToAnyOf(ObjectInputStream.class, ObjectOutputStream.class)
			.orShould()
			.beAssignableTo(Serializable.class));
	}

	@Test
	void autoConfigurationsAreFinalAndShowNothing() {
		check(classes().that(AUTO_CONFIGURATION)
			.should()
			.bePublic()
			.andShould()
			.haveModifier(JavaModifier.FINAL)
			.andShould()
			.haveSimpleNameEndingWith("Configuration"));
		check(methods().that().areDeclaredInClassesThat(AUTO_CONFIGURATION).should().notBePublic());
		check(fields().that()
			.areDeclaredInClassesThat(AUTO_CONFIGURATION)
			.should()
			.notBePublic()
			.allowEmptyShould(true));
	}

	@Test
	void whatNobodyOutsideUsesIsNotPublic() {
		check(classes().that(resideInAPackage(ROOT + ".."))
			.and()
			.resideOutsideOfPackage(ROOT)
			.and()
			.arePublic()
			.and(not(FOUND_BY_A_FRAMEWORK))
			.and(not(partsOfHiddenTypes()))
			.should(beUsedInAnotherPackage()));
	}

	@Test
	void everyPackageIsNullMarked() {
		assertThat(CLASSES.stream().map(JavaClass::getPackage).distinct()).isNotEmpty()
			.allMatch((candidate) -> candidate.isAnnotatedWith(NullMarked.class));
	}

	private static void check(ArchRule rule) {
		rule.check(CLASSES);
	}

	private static DescribedPredicate<JavaClass> belongTo(Class<?> type) {
		return JavaClass.Predicates.belongToAnyOf(type);
	}

	/*
	 * A member of an interface is public by itself.
	 */
	private static DescribedPredicate<JavaClass> partsOfHiddenTypes() {
		return DescribedPredicate.describe("part of a type that is not public",
				(type) -> type.getEnclosingClass()
					.filter((enclosing) -> !enclosing.getModifiers().contains(JavaModifier.PUBLIC))
					.isPresent());
	}

	private static ArchCondition<JavaClass> beUsedInAnotherPackage() {
		return new ArchCondition<>("be used in another package") {

			@Override
			public void check(JavaClass type, ConditionEvents events) {
				boolean used = type.getDirectDependenciesToSelf()
					.stream()
					.anyMatch((
							dependency) -> !dependency.getOriginClass().getPackageName().equals(type.getPackageName()));
				events.add(new SimpleConditionEvent(type, used, type.getName() + " is public, but used nowhere else"));
			}

		};
	}

}
