package io.clusterboot.sample;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.core.io.Resource;
import org.springframework.stereotype.Component;

/**
 * The products of the shop, read by the first worker that is asked for all of them.
 */
@Component
class Catalog {

	private final JsonMapper jsonMapper;

	private final Resource products;

	Catalog(JsonMapper jsonMapper, @Value("classpath:products.json") Resource products) {
		this.jsonMapper = jsonMapper;
		this.products = products;
	}

	@Cacheable(cacheNames = "products", sync = true)
	public List<Product> products() throws IOException {
		try (InputStream in = this.products.getInputStream()) {
			return this.jsonMapper.readValue(in, new TypeReference<List<Product>>() {
			});
		}
	}

}
