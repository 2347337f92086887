package io.clusterboot.messaging;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

import tools.jackson.databind.JavaType;

/**
 * A method that listens.
 *
 * @param destination what it listens to
 * @param concurrency how many messages of a queue it handles at the same time
 * @param bean whose method it is
 * @param method the method
 * @param type what it wants messages to be
 * @param json reads them
 */
record ListenerMethod(Destination destination, int concurrency, Object bean, Method method, JavaType type,
		MessageJson json) implements JobHandler {

	@Override
	public void handle(Parcel parcel) throws Exception {
		Object message = this.json.read(parcel.content(), this.type);
		try {
			this.method.invoke(this.bean, message);
		}
		catch (InvocationTargetException ex) {
			Throwable cause = ex.getTargetException();
			if (cause instanceof Error error) {
				throw error;
			}
			throw (Exception) cause;
		}
	}

	@Override
	public String toString() {
		return this.method.getDeclaringClass().getSimpleName() + "." + this.method.getName();
	}

}
