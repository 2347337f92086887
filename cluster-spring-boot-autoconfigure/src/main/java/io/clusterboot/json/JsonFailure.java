package io.clusterboot.json;

import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.InvalidDefinitionException;
import tools.jackson.databind.exc.InvalidTypeIdException;
import tools.jackson.databind.exc.MismatchedInputException;

import org.springframework.data.redis.serializer.SerializationException;

/**
 * Says what went wrong without a word of the content, which Jackson's own messages quote.
 */
final class JsonFailure {

	private static final Pattern CLASS_NAME = Pattern.compile("[\\[\\p{javaJavaIdentifierPart}.<>,;]{3,200}");

	private JsonFailure() {
	}

	static SerializationException ofWriting(Class<?> type, Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof UnwritableTypeException) {
				return new SerializationException("Cannot write " + type.getName() + " as JSON: " + cause.getMessage());
			}
		}
		return new SerializationException("Cannot write " + type.getName() + " as JSON: " + nature(failure));
	}

	static SerializationException ofReading(Throwable failure) {
		if (failure instanceof InvalidTypeIdException ex) {
			return new SerializationException("Cannot read JSON: " + named(ex.getTypeId())
					+ " is unknown or not trusted (cluster.trusted-packages)");
		}
		if (failure instanceof StreamReadException) {
			return new SerializationException("Cannot read JSON: it is none");
		}
		return new SerializationException("Cannot read JSON: " + nature(failure));
	}

	/*
	 * The name comes from the content, which could have anything in its place.
	 */
	private static String named(@Nullable String id) {
		boolean name = id != null && id.indexOf('.') > 0 && CLASS_NAME.matcher(id).matches();
		return (id == null) ? "a class that is not named" : name ? id : "what stands for the name of a class";
	}

	private static String nature(Throwable failure) {
		String nature = failure.getClass().getSimpleName();
		if (failure instanceof InvalidDefinitionException ex && ex.getType() != null) {
			nature += " at " + ex.getType().getRawClass().getName();
		}
		else if (failure instanceof MismatchedInputException ex && ex.getTargetType() != null) {
			nature += " at " + ex.getTargetType().getName();
		}
		else if (failure instanceof JacksonException ex && ex.getCause() != null) {
			nature += " (" + ex.getCause().getClass().getName() + ")";
		}
		return nature;
	}

}
