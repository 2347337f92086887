package io.clusterboot.actuate;

import java.security.Principal;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.clusterboot.actuate.Question.Asker;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.util.ClassUtils;

/**
 * Who has asked another worker, with the same rights here.
 */
final class AskerContext implements SecurityContext {

	private static final boolean SPRING_SECURITY = ClassUtils
		.isPresent("org.springframework.security.core.Authentication", AskerContext.class.getClassLoader());

	private final @Nullable Principal principal;

	private final Set<String> roles;

	private AskerContext(@Nullable Principal principal, Set<String> roles) {
		this.principal = principal;
		this.roles = roles;
	}

	/**
	 * Return the context of who has asked.
	 * @param asker who, {@code null} if nobody has logged in
	 * @return the context
	 */
	static AskerContext of(@Nullable Asker asker) {
		if (asker == null) {
			return new AskerContext(null, Set.of());
		}
		return new AskerContext(principal(asker.name(), asker.authorities()), Set.copyOf(asker.roles()));
	}

	private static Principal principal(String name, @Nullable List<String> authorities) {
		if (!SPRING_SECURITY || authorities == null) {
			return () -> name;
		}
		return UsernamePasswordAuthenticationToken.authenticated(name, null,
				AuthorityUtils.createAuthorityList(authorities));
	}

	/**
	 * Return who asks.
	 * @param context context of a request
	 * @return who, {@code null} if nobody has logged in
	 */
	static @Nullable Asker asker(SecurityContext context) {
		Principal principal = context.getPrincipal();
		if (principal == null) {
			return null;
		}
		if (!SPRING_SECURITY || !(principal instanceof Authentication authentication)) {
			return new Asker(principal.getName(), null, List.of());
		}
		List<String> authorities = authentication.getAuthorities().stream().map(AskerContext::name).toList();
		return new Asker(principal.getName(), authorities, List.copyOf(roles(context, authorities)));
	}

	private static String name(GrantedAuthority authority) {
		return String.valueOf(authority.getAuthority());
	}

	/*
	 * A role is an authority without a prefix that can be configured, and of which the
	 * request alone knows.
	 */
	private static Set<String> roles(SecurityContext context, List<String> authorities) {
		return authorities.stream()
			.flatMap((authority) -> IntStream.range(0, authority.length()).mapToObj(authority::substring))
			.filter(context::isUserInRole)
			.collect(Collectors.toSet());
	}

	@Override
	public @Nullable Principal getPrincipal() {
		return this.principal;
	}

	@Override
	public boolean isUserInRole(String role) {
		return this.roles.contains(role);
	}

	/**
	 * Do something on behalf of who has asked.
	 * @param <T> type of the result
	 * @param action what to do
	 * @return the result
	 */
	<T> @Nullable T call(Supplier<@Nullable T> action) {
		if (!SPRING_SECURITY || !(this.principal instanceof Authentication authentication)) {
			return action.get();
		}
		org.springframework.security.core.context.SecurityContext before = SecurityContextHolder.getContext();
		org.springframework.security.core.context.SecurityContext context = SecurityContextHolder.createEmptyContext();
		context.setAuthentication(authentication);
		SecurityContextHolder.setContext(context);
		try {
			return action.get();
		}
		finally {
			SecurityContextHolder.setContext(before);
		}
	}

}
