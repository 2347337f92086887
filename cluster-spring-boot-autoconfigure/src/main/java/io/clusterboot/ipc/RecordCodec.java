package io.clusterboot.ipc;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Writes and reads records by their components: data only, no class name ever crosses.
 *
 * What can be read is bounded by the declared types: a sealed interface stands for its
 * permitted records, told apart by their position. That is why this is no serialisation
 * of objects.
 */
final class RecordCodec {

	void write(Type type, @Nullable Object value, DataOutput out) throws IOException {
		if (isPrimitive(type)) {
			writePrimitive(type, value, out);
			return;
		}
		out.writeBoolean(value != null);
		if (value != null) {
			writePresent(type, value, out);
		}
	}

	@Nullable Object read(Type type, DataInput in) throws IOException {
		if (isPrimitive(type)) {
			return readPrimitive(type, in);
		}
		return in.readBoolean() ? readPresent(type, in) : null;
	}

	private void writePrimitive(Type type, @Nullable Object value, DataOutput out) throws IOException {
		if (value instanceof Integer number) {
			out.writeInt(number);
		}
		else if (value instanceof Long number) {
			out.writeLong(number);
		}
		else if (value instanceof Double number) {
			out.writeDouble(number);
		}
		else if (value instanceof Boolean flag) {
			out.writeBoolean(flag);
		}
		else {
			throw unsupported(type);
		}
	}

	private Object readPrimitive(Type type, DataInput in) throws IOException {
		if (type == int.class) {
			return in.readInt();
		}
		if (type == long.class) {
			return in.readLong();
		}
		if (type == double.class) {
			return in.readDouble();
		}
		if (type == boolean.class) {
			return in.readBoolean();
		}
		throw unsupported(type);
	}

	private void writePresent(Type type, Object value, DataOutput out) throws IOException {
		if (value instanceof String text) {
			byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
			out.writeInt(bytes.length);
			out.write(bytes);
		}
		else if (value instanceof Instant instant) {
			out.writeLong(instant.toEpochMilli());
		}
		else if (value instanceof Duration duration) {
			out.writeLong(duration.toNanos());
		}
		else if (value instanceof Enum<?> constant) {
			out.writeInt(constant.ordinal());
		}
		else if (value instanceof List<?> list) {
			writeList(elementType(type), list, out);
		}
		else if (value instanceof Record record) {
			writeRecord(type, record, out);
		}
		else {
			throw unsupported(type);
		}
	}

	private Object readPresent(Type type, DataInput in) throws IOException {
		if (type == String.class) {
			return new String(readBytes(in), StandardCharsets.UTF_8);
		}
		if (type == Instant.class) {
			return Instant.ofEpochMilli(in.readLong());
		}
		if (type == Duration.class) {
			return Duration.ofNanos(in.readLong());
		}
		if (type instanceof ParameterizedType) {
			return readList(elementType(type), in);
		}
		Class<?> concrete = (Class<?>) type;
		if (concrete.isEnum()) {
			return at(concrete.getEnumConstants(), in.readInt(), concrete);
		}
		return readRecord(concrete, in);
	}

	private byte[] readBytes(DataInput in) throws IOException {
		int length = in.readInt();
		// A frame's bytes are all there already, so a length beyond it is a lie
		if (length < 0 || length > MessageCodec.MAX_FRAME) {
			throw new MalformedMessageException("text of " + length + " bytes");
		}
		byte[] bytes = new byte[length];
		in.readFully(bytes);
		return bytes;
	}

	private void writeList(Type elementType, List<?> list, DataOutput out) throws IOException {
		out.writeInt(list.size());
		for (Object element : list) {
			write(elementType, element, out);
		}
	}

	private List<Object> readList(Type elementType, DataInput in) throws IOException {
		int size = in.readInt();
		if (size < 0) {
			throw new MalformedMessageException("list of " + size + " elements");
		}
		List<Object> list = new ArrayList<>();
		for (int i = 0; i < size; i++) {
			list.add(readElement(elementType, in));
		}
		return list;
	}

	/*
	 * A gap in a list is one byte long, so a frame full of them would become a list of
	 * many times its size.
	 */
	private Object readElement(Type elementType, DataInput in) throws IOException {
		Object element = read(elementType, in);
		if (element == null) {
			throw new MalformedMessageException("list with a gap");
		}
		return element;
	}

	private void writeRecord(Type type, Record record, DataOutput out) throws IOException {
		if (((Class<?>) type).isSealed()) {
			out.writeInt(Arrays.asList(((Class<?>) type).getPermittedSubclasses()).indexOf(record.getClass()));
		}
		for (RecordComponent component : record.getClass().getRecordComponents()) {
			write(component.getGenericType(), valueOf(component, record), out);
		}
	}

	private Object readRecord(Class<?> declared, DataInput in) throws IOException {
		Class<?> type = declared.isSealed() ? (Class<?>) at(declared.getPermittedSubclasses(), in.readInt(), declared)
				: declared;
		RecordComponent[] components = type.getRecordComponents();
		@Nullable Object[] values = new @Nullable Object[components.length];
		for (int i = 0; i < components.length; i++) {
			values[i] = read(components[i].getGenericType(), in);
			if (values[i] == null && !isNullable(components[i])) {
				throw new MalformedMessageException(type.getSimpleName() + " without its " + components[i].getName());
			}
		}
		return construct(type, components, values);
	}

	private static Object construct(Class<?> type, RecordComponent[] components, @Nullable Object[] values)
			throws MalformedMessageException {
		Class<?>[] parameterTypes = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
		try {
			var constructor = type.getDeclaredConstructor(parameterTypes);
			constructor.setAccessible(true);
			return constructor.newInstance(values);
		}
		catch (ReflectiveOperationException ex) {
			throw new MalformedMessageException("values that no " + type.getSimpleName() + " can have: " + ex);
		}
	}

	private static @Nullable Object valueOf(RecordComponent component, Record record) {
		try {
			var accessor = component.getAccessor();
			accessor.setAccessible(true);
			return accessor.invoke(record);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException("Cannot read " + component, ex);
		}
	}

	private static boolean isNullable(RecordComponent component) {
		return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
	}

	private static Object at(Object[] options, int position, Class<?> type) throws MalformedMessageException {
		if (position < 0 || position >= options.length) {
			throw new MalformedMessageException("number " + position + " of " + type.getSimpleName());
		}
		return options[position];
	}

	private static Type elementType(Type listType) {
		return ((ParameterizedType) listType).getActualTypeArguments()[0];
	}

	private static boolean isPrimitive(Type type) {
		return type instanceof Class<?> javaType && javaType.isPrimitive();
	}

	private static IllegalStateException unsupported(Type type) {
		return new IllegalStateException("No way to write a component of type " + type);
	}

}
