package io.clusterboot.sample;

import java.io.IOException;
import java.util.Map;

import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.SessionAttribute;
import org.springframework.web.server.ResponseStatusException;

/**
 * The cart of a visitor, which each worker finds in the session.
 */
@RestController
@RequestMapping("/cart")
class CartController {

	private static final String CART = "cart";

	private final Catalog catalog;

	CartController(Catalog catalog) {
		this.catalog = catalog;
	}

	@GetMapping
	Map<String, Integer> cart(@SessionAttribute(name = CART, required = false) @Nullable Cart cart) {
		return (cart != null) ? cart.quantities() : Map.of();
	}

	@PostMapping("/{productId}")
	Map<String, Integer> add(@PathVariable String productId, HttpSession session) throws IOException {
		if (this.catalog.products().stream().noneMatch((product) -> product.id().equals(productId))) {
			throw new ResponseStatusException(HttpStatus.NOT_FOUND, "product: " + productId + " (there is none)");
		}
		Cart cart = (session.getAttribute(CART) instanceof Cart present) ? present : new Cart();
		if (cart.isFull()) {
			throw new ResponseStatusException(HttpStatus.CONFLICT, "cart: full");
		}
		cart.add(productId);
		session.setAttribute(CART, cart);
		return cart.quantities();
	}

	@DeleteMapping
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void empty(HttpSession session) {
		session.removeAttribute(CART);
	}

}
