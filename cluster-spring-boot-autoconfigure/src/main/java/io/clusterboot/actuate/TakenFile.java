package io.clusterboot.actuate;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.jspecify.annotations.Nullable;

import org.springframework.core.io.AbstractResource;

/**
 * Content of a file that is deleted already, so that nothing is left of it in whatever
 * way a request ends.
 */
final class TakenFile extends AbstractResource {

	private final Path file;

	private final FileChannel channel;

	private TakenFile(Path file, FileChannel channel) {
		this.file = file;
		this.channel = channel;
	}

	static TakenFile of(Path file) throws IOException {
		FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
		Files.delete(file);
		return new TakenFile(file, channel);
	}

	@Override
	public boolean exists() {
		return true;
	}

	@Override
	public long contentLength() throws IOException {
		return this.channel.size();
	}

	@Override
	public InputStream getInputStream() throws IOException {
		return Channels.newInputStream(this.channel.position(0));
	}

	@Override
	public String getDescription() {
		return "content of " + this.file;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other;
	}

	@Override
	public int hashCode() {
		return System.identityHashCode(this);
	}

}
