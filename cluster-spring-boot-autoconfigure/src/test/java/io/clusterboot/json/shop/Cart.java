package io.clusterboot.json.shop;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * What an application keeps, with whatever it may consist of.
 */
public class Cart {

	private final List<Item> items = new ArrayList<>();

	private @Nullable String note;

	private long total = 7;

	private Object anything = Map.of();

	private Optional<Sku> first = Optional.empty();

	private Map<Sku, Integer> counts = Map.of();

	private transient @Nullable String cached;

	public Cart add(Item item) {
		this.items.add(item);
		this.total = Long.MAX_VALUE;
		this.note = "a note";
		this.anything = Map.of(1L, List.of(item), "text", 2L);
		this.first = Optional.of(item.sku());
		this.counts = Map.of(item.sku(), 3);
		this.cached = "not kept";
		return this;
	}

	public String getNothing() {
		throw new IllegalStateException("no getter is called");
	}

	public @Nullable String cached() {
		return this.cached;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof Cart cart && this.items.equals(cart.items) && Objects.equals(this.note, cart.note)
				&& this.total == cart.total && this.anything.equals(cart.anything) && this.first.equals(cart.first)
				&& this.counts.equals(cart.counts);
	}

	@Override
	public int hashCode() {
		return this.items.hashCode();
	}

	@Override
	public String toString() {
		return this.items + " " + this.note + " " + this.total + " " + this.anything + " " + this.first + " "
				+ this.counts;
	}

	/**
	 * An article.
	 */
	public record Sku(String code, Color color) {
	}

	/**
	 * A position.
	 */
	public record Item(Sku sku, BigDecimal price, Instant added, List<? extends Number> sizes) {
	}

	/**
	 * A color, one of which has a body.
	 */
	public enum Color {

		/**
		 * A plain one.
		 */
		RED,

		/**
		 * One of a class of its own.
		 */
		GREEN {

			@Override
			public String toString() {
				return "grass";
			}

		}

	}

	/**
	 * A class without a constructor that takes nothing.
	 */
	public static final class Money {

		private final BigDecimal amount;

		public Money(BigDecimal amount) {
			this.amount = amount;
		}

		@Override
		public boolean equals(@Nullable Object other) {
			return other instanceof Money money && this.amount.equals(money.amount);
		}

		@Override
		public int hashCode() {
			return this.amount.hashCode();
		}

	}

	/**
	 * An instance of this class belongs to an instance of the other.
	 */
	public final class Inner {

	}

}
