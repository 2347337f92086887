package io.clusterboot.launch;

import java.nio.file.Path;
import java.util.List;

import io.clusterboot.launch.FlagPolicy.Adapted;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FlagPolicy}.
 */
class FlagPolicyTests {

	private final FlagPolicy policy = new FlagPolicy(3);

	@ParameterizedTest
	@ValueSource(strings = { "-agentlib:jdwp", "-agentlib:jdwp=transport=dt_socket,server=y,address=*:5005",
			"-agentpath:/jdk/lib/libjdwp.so=server=y", "-Xrunjdwp:transport=dt_socket", "-Xdebug",
			"-Dcom.sun.management.jmxremote.port=9010", "-Dcom.sun.management.jmxremote.rmi.port=9010",
			"-javaagent:/idea/lib/idea_rt.jar=41331:/idea/bin", "-javaagent:/idea/debugger-agent.jar",
			"-XX:ArchiveClassesAtExit=app.jsa", "-XX:AOTCacheOutput=app.aot", "-XX:AOTMode=record",
			"-XX:AOTMode=create", "-XX:+AutoCreateSharedArchive", "-XX:DumpLoadedClassList=classes.lst" })
	void adaptDropsWhatWorksInOneProcessOnly(String option) {
		Adapted adapted = this.policy.adapt(List.of("-Xmx1g", option, option, "-Dx=1"));
		assertThat(adapted.options()).containsExactly("-Xmx1g", "-Dx=1");
		assertThat(adapted.notes()).singleElement().asString().contains(" is not passed to workers: ");
	}

	@ParameterizedTest
	@ValueSource(strings = { "-Dcom.sun.management.jmxremote", "-Dcom.sun.management.jmxremote.ssl=false",
			"-javaagent:/otel/opentelemetry-javaagent.jar=x", "-agentpath:/x/libasyncProfiler.so=start",
			"-XX:SharedArchiveFile=app.jsa", "-XX:AOTCache=app.aot", "-XX:AOTMode=on", "-XX:AOTConfiguration=app.conf",
			"-XX:OnOutOfMemoryError=kill %p", "-Xlog:gc", "-Xlog:gc*:stdout:time", "-Xlog:gc::uptime", "-Xlog:disable",
			"-Xlog:gc:stderr", "-Xlog:gc:file=gc.%p.log", "-Xlog:gc:gc%p.log:time", "-Xlog:gc:file=/dev/stdout",
			"-Xloggc:gc-%p.log", "-XX:ErrorFile=/x/hs_%p.log", "-XX:HeapDumpPath=/nowhere/", "-XX:StartFlightRecording",
			"-XX:StartFlightRecording=duration=1m", "-XX:FlightRecorderOptions=repository=/tmp/x" })
	void adaptKeepsWhatDoesNotClash(String option) {
		assertThat(this.policy.adapt(List.of(option))).isEqualTo(new Adapted(List.of(option), List.of()));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					-Xlog:gc:file=gc.log                                | -Xlog:gc:file=gc.worker-3.log
					-Xlog:gc*=debug:file=/a.b/gc:time,tags:filecount=5  | -Xlog:gc*=debug:file=/a.b/gc.worker-3:time,tags:filecount=5
					-Xlog:gc:logs/gc.log:time                           | -Xlog:gc:logs/gc.worker-3.log:time
					-Xlog::file=x.log                                   | -Xlog::file=x.worker-3.log
					-Xlog:gc:file="my:gc.log":time                      | -Xlog:gc:file="my:gc.worker-3.log":time
					-Xlog:gc:file="gc":time                             | -Xlog:gc:file="gc.worker-3":time
					-Xlog:gc:file=.gc                                   | -Xlog:gc:file=.gc.worker-3
					-Xlog:gc:stdout.log                                 | -Xlog:gc:stdout.worker-3.log
					-Xloggc:gc.log                                      | -Xloggc:gc.worker-3.log
					-XX:ErrorFile=/x/hs_err.log                         | -XX:ErrorFile=/x/hs_err.worker-3.log
					-XX:HeapDumpPath=dumps/heap.hprof                   | -XX:HeapDumpPath=dumps/heap.worker-3.hprof
					-XX:StartFlightRecording=filename=r.jfr             | -XX:StartFlightRecording=filename=r.worker-3.jfr
					-XX:StartFlightRecording:filename=r-%p.jfr          | -XX:StartFlightRecording:filename=r-%p.worker-3.jfr
					-XX:StartFlightRecording:a=1,filename=r.jfr,b=2     | -XX:StartFlightRecording:a=1,filename=r.worker-3.jfr,b=2
					-XX:FlightRecorderOptions=filename='a,b.jfr',b=2    | -XX:FlightRecorderOptions=filename='a,b.worker-3.jfr',b=2
					""")
	void adaptGivesEachWorkerItsFile(String option, String expected) {
		Adapted adapted = this.policy.adapt(List.of(option));
		assertThat(adapted.options()).containsExactly(expected);
		assertThat(adapted.notes()).singleElement().asString().startsWith(option).contains(".worker-<index>");
		assertThat(this.policy.separateFiles(List.of(option))).isEqualTo(adapted);
	}

	@Test
	void adaptWhenHeapDumpPathIsDirectoryKeepsIt(@TempDir Path directory) {
		assertThat(this.policy.adapt(List.of("-XX:HeapDumpPath=" + directory)).notes()).isEmpty();
	}

	@Test
	void adaptWhenRecordingDropsAotConfiguration() {
		Adapted adapted = this.policy.adapt(List.of("-XX:AOTConfiguration=a.conf", "-XX:AOTMode=record"));
		assertThat(adapted.options()).isEmpty();
		assertThat(adapted.notes()).hasSize(2);
	}

	@Test
	void adaptDoesNotTouchValues() {
		List<String> options = List.of("-cp", "-Xdebug", "--module-path", "-Xloggc:x", "-Dx=1");
		assertThat(this.policy.adapt(options)).isEqualTo(new Adapted(options, List.of()));
	}

	@Test
	void adaptShortensWhatItDrops() {
		assertThat(this.policy.adapt(List.of("-agentlib:jdwp=transport=dt_socket,server=y,address=*:5005")).notes())
			.containsExactly("-agentlib:jdwp=… is not passed to workers: they would clash on its port");
	}

	@Test
	void separateFilesKeepsDebugger() {
		List<String> options = List.of("-agentlib:jdwp=server=y");
		assertThat(this.policy.separateFiles(options)).isEqualTo(new Adapted(options, List.of()));
	}

	@Test
	void separateFilesWhenFileIsNamedByTheIndexKeepsItsName() {
		Adapted adapted = this.policy.separateFiles(List.of("-Xlog:gc:file=gc-{index}.log", "-XX:ErrorFile=error.log"));
		assertThat(adapted.options()).containsExactly("-Xlog:gc:file=gc-3.log", "-XX:ErrorFile=error.worker-3.log");
		assertThat(adapted.notes()).singleElement().asString().contains("error.log");
	}

	@Test
	void adaptKeepsBracesInFlagsOfTheMaster() {
		assertThat(this.policy.adapt(List.of("-Xlog:gc:file=gc-{index}.log")).options())
			.containsExactly("-Xlog:gc:file=gc-{index}.worker-3.log");
	}

}
