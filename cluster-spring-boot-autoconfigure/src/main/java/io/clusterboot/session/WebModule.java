package io.clusterboot.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.clusterboot.session.StateJson.Reader;
import io.clusterboot.session.StateJson.Writer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator;
import tools.jackson.databind.module.SimpleModule;

import org.springframework.util.LinkedMultiValueMap;
import org.springframework.web.context.request.DestructionCallbackBindingListener;
import org.springframework.web.servlet.FlashMap;

/**
 * What Spring MVC keeps in a session by itself: the attributes of a redirect, and who
 * wants to hear of the end of a bean of the session.
 */
final class WebModule extends SimpleModule {

	private static final long serialVersionUID = 1L;

	WebModule(BasicPolymorphicTypeValidator.Builder validator) {
		super("cluster-web");
		validator.allowIfSubType(FlashMap.class);
		addSerializer(new Writer<>(FlashMap.class, FlashMapState::of));
		addDeserializer(FlashMap.class,
				new Reader<>(FlashMap.class, FlashMapState.class, (type, state) -> state.flashMap()));
		validator.allowIfSubType(DestructionCallbackBindingListener.class);
		addSerializer(new Writer<>(DestructionCallbackBindingListener.class, (listener) -> new NoState()));
		addDeserializer(DestructionCallbackBindingListener.class, new Reader<>(DestructionCallbackBindingListener.class,
				NoState.class, (type, state) -> new DestructionCallbackBindingListener(() -> {
				})));
	}

	/**
	 * State of a {@link FlashMap}.
	 */
	record FlashMapState(@Nullable String path, Map<String, List<String>> parameters, long expirationTime,
			Map<String, Object> attributes) {

		static FlashMapState of(FlashMap map) {
			Map<String, List<String>> parameters = new HashMap<>();
			map.getTargetRequestParams().forEach((name, values) -> parameters.put(name, new ArrayList<>(values)));
			return new FlashMapState(map.getTargetRequestPath(), parameters, map.getExpirationTime(),
					new HashMap<>(map));
		}

		FlashMap flashMap() {
			FlashMap map = new FlashMap();
			map.setTargetRequestPath(this.path);
			map.addTargetRequestParams(new LinkedMultiValueMap<>(this.parameters));
			map.setExpirationTime(this.expirationTime);
			map.putAll(this.attributes);
			return map;
		}

	}

	/**
	 * What is left of a callback, which no serialization keeps.
	 */
	record NoState() {
	}

}
