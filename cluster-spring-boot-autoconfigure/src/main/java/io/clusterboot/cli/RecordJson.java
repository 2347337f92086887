package io.clusterboot.cli;

import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.json.JsonWriter;

/**
 * Records as JSON, component by component: what the actuator writes of them, too.
 */
final class RecordJson {

	private static final JsonWriter<Object> WRITER = JsonWriter.standard();

	private RecordJson() {
	}

	static String of(Record record) {
		return WRITER.writeToString(members(record));
	}

	private static Map<String, @Nullable Object> members(Record record) {
		Map<String, @Nullable Object> members = new LinkedHashMap<>();
		for (RecordComponent component : record.getClass().getRecordComponents()) {
			members.put(component.getName(), value(valueOf(component, record)));
		}
		return members;
	}

	/*
	 * Instants and durations become texts by toString, in ISO 8601.
	 */
	private static @Nullable Object value(@Nullable Object value) {
		if (value instanceof Record record) {
			return members(record);
		}
		if (value instanceof List<?> list) {
			return list.stream().map(RecordJson::value).toList();
		}
		return (value instanceof Enum<?> constant) ? constant.name() : value;
	}

	private static @Nullable Object valueOf(RecordComponent component, Record record) {
		try {
			return component.getAccessor().invoke(record);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException("Cannot read " + component, ex);
		}
	}

}
