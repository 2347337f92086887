package io.clusterboot.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The control group (version 2) that a process is in.
 *
 * @param root where control groups are seen
 * @param path path of the group below it, empty for the root itself
 */
record ControlGroup(Path root, String path) {

	static ControlGroup ofThisProcess() {
		return of(Path.of("/proc/self/cgroup"), Path.of("/sys/fs/cgroup"));
	}

	static ControlGroup of(Path membership, Path root) {
		try (Stream<String> lines = Files.lines(membership)) {
			return new ControlGroup(root,
					lines.filter((line) -> line.startsWith("0::/"))
						.map((line) -> line.substring("0::/".length()))
						.findFirst()
						.orElse(""));
		}
		catch (IOException ex) {
			return new ControlGroup(root, "");
		}
	}

	/**
	 * Return a file of the group. Within a container the own group is the root of what
	 * can be seen.
	 */
	Path file(String name) {
		Path own = this.root.resolve(this.path).resolve(name);
		return Files.exists(own) ? own : this.root.resolve(name);
	}

	/**
	 * Return the directories of the group and all it is part of, whose limits are its
	 * own.
	 */
	List<Path> withAncestors() {
		List<Path> directories = new ArrayList<>();
		for (Path directory = this.root.resolve(this.path).normalize(); directory != null
				&& directory.startsWith(this.root); directory = directory.getParent()) {
			directories.add(directory);
		}
		return directories;
	}

}
