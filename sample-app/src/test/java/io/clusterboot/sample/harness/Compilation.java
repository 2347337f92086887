package io.clusterboot.sample.harness;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * Compiles a class that needs nothing but the JDK.
 */
public final class Compilation {

	private Compilation() {
	}

	/**
	 * Compile a class.
	 * @param name its name, with its package
	 * @param source its source
	 * @param directory where it may write
	 * @return what its class file holds
	 */
	public static byte[] of(String name, String source, Path directory) {
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		JavaFileObject file = new SimpleJavaFileObject(URI.create("string:///" + name.replace('.', '/') + ".java"),
				JavaFileObject.Kind.SOURCE) {

			@Override
			public CharSequence getCharContent(boolean ignoreEncodingErrors) {
				return source;
			}

		};
		StringWriter messages = new StringWriter();
		List<String> options = List.of("--release", "17", "-proc:none", "-d", directory.toString());
		if (!compiler.getTask(messages, null, null, options, null, List.of(file)).call()) {
			throw new IllegalArgumentException(name + " cannot be compiled: " + messages);
		}
		try {
			return Files.readAllBytes(directory.resolve(name.replace('.', '/') + ".class"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
