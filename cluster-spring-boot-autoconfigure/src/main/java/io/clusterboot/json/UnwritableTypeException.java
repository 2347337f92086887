package io.clusterboot.json;

/**
 * A class that could not be read again once it was written.
 */
final class UnwritableTypeException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private UnwritableTypeException(String message) {
		super(message);
	}

	static UnwritableTypeException untrusted(String className) {
		return new UnwritableTypeException(className + " is not a trusted class: it is neither in a package of the "
				+ "application nor a value type or collection of the JDK. Add its package to cluster.trusted-packages, "
				+ "or keep a class of your own instead");
	}

	static UnwritableTypeException withoutInstance(String className) {
		return new UnwritableTypeException(className
				+ " could not be read again, because it is anonymous, hidden or an "
				+ "inner class. Keep an instance of a top-level class, a static nested class or a record instead");
	}

}
