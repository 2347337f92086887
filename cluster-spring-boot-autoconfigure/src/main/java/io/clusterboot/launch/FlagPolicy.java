package io.clusterboot.launch;

import java.io.File;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which of the master's JVM flags a worker keeps, and which have to differ from worker to
 * worker.
 */
final class FlagPolicy {

	private static final Drop ARCHIVES = new Drop(
			"-XX:ArchiveClassesAtExit=.*|-XX:AOTCacheOutput=.*|-XX:AOTMode=(record|create)"
					+ "|-XX:\\+AutoCreateSharedArchive|-XX:DumpLoadedClassList=.*",
			"they would all write the same archive");

	private static final Drop AOT_CONFIGURATION = new Drop("-XX:AOTConfiguration=.*", ARCHIVES.reason());

	private static final List<Drop> DROPS = List.of(
			new Drop("-agentlib:jdwp(=.*)?|-agentpath:.*libjdwp\\.\\w+(=.*)?|-Xrunjdwp(:.*)?",
					"they would clash on its port"),
			new Drop("-Xdebug", "they are not debugged with the master"),
			new Drop("-Dcom\\.sun\\.management\\.jmxremote\\.(port|rmi\\.port|local\\.port)(=.*)?",
					"they would clash on that port"),
			new Drop("-javaagent:(.*[/\\\\])?(idea_rt|debugger-agent)\\.jar(=.*)?",
					"it ties one process to the development environment"),
			ARCHIVES);

	// JDK 17 takes %p literally in the names of dumps and recordings, later ones do not
	private static final List<FileFlag> FILES = List.of(
			new FileFlag("(-Xlog:[^:]*:(?:file=)?)(?!(?:stdout|stderr)?(?::|$))(\"[^\"]*\"|[^:]+)(.*)", true),
			new FileFlag("(-Xloggc:)(.+)()", true), new FileFlag("(-XX:ErrorFile=)(.+)()", true),
			new FileFlag("(-XX:HeapDumpPath=)(.+)()", false),
			new FileFlag("(-XX:(?:StartFlightRecording|FlightRecorderOptions)[:=](?:.*,)?filename=)"
					+ "(\"[^\"]*\"|'[^']*'|[^,]+)(.*)", false));

	// Notes do not name the index: they are the same for all workers, to be said once
	private static final String ANY_WORKER = ".worker-<index>";

	private final String mark;

	private final IndexPlaceholder placeholder;

	FlagPolicy(int workerIndex) {
		this.mark = ".worker-" + workerIndex;
		this.placeholder = new IndexPlaceholder(workerIndex);
	}

	/**
	 * Adapts flags that were meant for one JVM.
	 * @param options the flags of the master
	 * @return the flags of the worker
	 */
	Adapted adapt(List<String> options) {
		boolean recording = options.stream().anyMatch(ARCHIVES::matches);
		return eachOption(options, (option, result) -> {
			Optional<Drop> drop = drop(option, recording);
			drop.ifPresentOrElse((found) -> result.note(found.note(option)), () -> separateFile(option, result));
		});
	}

	private static Optional<Drop> drop(String option, boolean recording) {
		return DROPS.stream()
			.filter((drop) -> drop.matches(option))
			.findFirst()
			.or(() -> Optional.of(AOT_CONFIGURATION).filter((drop) -> recording && drop.matches(option)));
	}

	/**
	 * Adapts flags that were written for workers: all stay, but their files do not clash.
	 * @param options the flags for all workers, with placeholders
	 * @return the flags of this worker
	 */
	Adapted separateFiles(List<String> options) {
		Adapted separate = eachOption(options, this::separateFileUnlessNamed);
		return new Adapted(this.placeholder.fill(separate.options()), separate.notes());
	}

	private void separateFileUnlessNamed(String option, Result result) {
		if (this.placeholder.isIn(option)) {
			result.keep(option);
		}
		else {
			separateFile(option, result);
		}
	}

	private static Adapted eachOption(List<String> options, Rule rule) {
		Result result = new Result(new ArrayList<>(), new LinkedHashSet<>());
		boolean isValue = false;
		for (String option : options) {
			if (isValue) {
				result.keep(option);
			}
			else {
				rule.apply(option, result);
			}
			isValue = !isValue && CommandLineParser.takesValue(option);
		}
		return new Adapted(result.options(), List.copyOf(result.notes()));
	}

	private void separateFile(String option, Result result) {
		for (FileFlag flag : FILES) {
			Matcher matcher = flag.pattern().matcher(option);
			if (matcher.matches() && isShared(matcher.group(2), flag.expandsPid())) {
				result.keep(matcher.group(1) + mark(matcher.group(2), this.mark) + matcher.group(3));
				result.note(option + " would be one file for all workers: they write to "
						+ unquoted(mark(matcher.group(2), ANY_WORKER)));
				return;
			}
		}
		result.keep(option);
	}

	private static boolean isShared(String quotedFile, boolean expandsPid) {
		String name = unquoted(quotedFile);
		File file = new File(name);
		// In a directory the JVM finds a name of its own, and a device is there to share
		boolean regular = !name.endsWith("/") && (!file.exists() || file.isFile());
		return regular && !(expandsPid && name.contains("%p"));
	}

	private static String unquoted(String file) {
		return isQuoted(file) ? file.substring(1, file.length() - 1) : file;
	}

	private static boolean isQuoted(String file) {
		return file.length() > 1 && (file.startsWith("\"") || file.startsWith("'"));
	}

	private static String mark(String file, String mark) {
		int end = isQuoted(file) ? file.length() - 1 : file.length();
		int nameStart = Math.max(file.lastIndexOf('/'), file.lastIndexOf(File.separatorChar)) + 1;
		int dot = file.lastIndexOf('.');
		int position = (dot > nameStart) ? dot : end;
		return file.substring(0, position) + mark + file.substring(position);
	}

	/**
	 * The flags of a worker.
	 *
	 * @param options the flags
	 * @param notes what was changed and why, sentences for the log
	 */
	record Adapted(List<String> options, List<String> notes) {

	}

	/**
	 * A flag that workers do not get.
	 *
	 * @param pattern the flag
	 * @param reason why not
	 */
	private record Drop(Pattern pattern, String reason) {

		private static final int SHOWN_LENGTH = 40;

		Drop(String regex, String reason) {
			this(Pattern.compile(regex), reason);
		}

		boolean matches(String option) {
			return this.pattern.matcher(option).matches();
		}

		String note(String option) {
			int equals = option.indexOf('=');
			boolean shorten = equals > 0 && option.length() > SHOWN_LENGTH;
			return (shorten ? option.substring(0, equals + 1) + "…" : option) + " is not passed to workers: "
					+ this.reason;
		}

	}

	/**
	 * A flag that names a file which the JVM writes.
	 *
	 * @param pattern the flag, with three groups: what stands before the file, the file,
	 * what follows
	 * @param expandsPid whether every JVM puts its process id in the place of {@code %p}
	 */
	private record FileFlag(Pattern pattern, boolean expandsPid) {

		FileFlag(String regex, boolean expandsPid) {
			this(Pattern.compile(regex), expandsPid);
		}

	}

	/**
	 * What the rules have decided so far.
	 *
	 * @param options the flags that stay
	 * @param notes what was changed
	 */
	private record Result(List<String> options, Set<String> notes) {

		void keep(String option) {
			this.options.add(option);
		}

		void note(String note) {
			this.notes.add(note);
		}

	}

	/**
	 * Decides about one flag.
	 */
	private interface Rule {

		void apply(String option, Result result);

	}

}
