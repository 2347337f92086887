package io.clusterboot.bootstrap;

import java.io.IOException;
import java.util.List;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * The classes that a master may need long after its start, when the jar it was started
 * from may have been overwritten.
 */
final class MasterClasses {

	private static final Log logger = LogFactory.getLog(MasterClasses.class);

	private static final String OURS = "io/clusterboot/";

	/*
	 * What JNA needs for its next call, and logging beyond plain messages: for stack
	 * traces, for the next log file, and for its own errors.
	 */
	static final List<String> PACKAGES = List.of(OURS, OURS + "master/", OURS + "ipc/", OURS + "os/", OURS + "launch/",
			OURS + "listen/", OURS + "generation/", OURS + "redis/", OURS + "metrics/", "com/sun/jna/",
			"ch/qos/logback/classic/spi/", "ch/qos/logback/classic/pattern/", "ch/qos/logback/core/rolling/",
			"ch/qos/logback/core/rolling/helper/", "ch/qos/logback/core/status/");

	private static final String SUFFIX = ".class";

	private final ClassLoader classLoader;

	private final List<String> packages;

	MasterClasses(ClassLoader classLoader, List<String> packages) {
		this.classLoader = classLoader;
		this.packages = packages;
	}

	/**
	 * Load them, without initialising them. What cannot be loaded, for lack of an
	 * optional library, is left out.
	 * @return how many there are
	 */
	static int load() {
		return new MasterClasses(MasterClasses.class.getClassLoader(), PACKAGES).loadAll();
	}

	int loadAll() {
		PathMatchingResourcePatternResolver resolver = new PathMatchingResourcePatternResolver(this.classLoader);
		return this.packages.stream().mapToInt((path) -> loadPackage(resolver, path)).sum();
	}

	private int loadPackage(PathMatchingResourcePatternResolver resolver, String path) {
		int loaded = 0;
		try {
			for (Resource resource : resolver.getResources("classpath*:" + path + "*" + SUFFIX)) {
				loaded += load(className(path, String.valueOf(resource.getFilename()))) ? 1 : 0;
			}
		}
		catch (IOException ex) {
			logger.debug("The classes of " + path + " cannot be listed", ex);
		}
		return loaded;
	}

	private static String className(String path, String file) {
		return path.replace('/', '.') + file.substring(0, file.length() - SUFFIX.length());
	}

	private boolean load(String name) {
		try {
			Class.forName(name, false, this.classLoader);
			return true;
		}
		catch (ClassNotFoundException | LinkageError ex) {
			logger.trace(name + " cannot be loaded", ex);
			return false;
		}
	}

}
