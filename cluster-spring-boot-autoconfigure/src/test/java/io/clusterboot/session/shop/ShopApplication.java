package io.clusterboot.session.shop;

import java.io.Serializable;
import java.security.Principal;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;

import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.core.env.Environment;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.Session;
import org.springframework.session.security.SpringSessionBackedSessionRegistry;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.annotation.SessionScope;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import org.springframework.web.servlet.view.RedirectView;

/**
 * A shop with a cart for everybody, and an account behind a login.
 */
@Configuration(proxyBeanMethods = false)
@AutoConfigurationPackage
@EnableAutoConfiguration
@EnableWebSecurity
public class ShopApplication {

	@Bean
	SecurityFilterChain security(HttpSecurity http, Environment environment,
			ObjectProvider<FindByIndexNameSessionRepository<? extends Session>> sessions) {
		http.csrf((csrf) -> csrf.disable())
			.authorizeHttpRequests(
					(requests) -> requests.requestMatchers("/account").authenticated().anyRequest().permitAll())
			.formLogin((login) -> login.loginPage("/sign-in").loginProcessingUrl("/login").permitAll())
			.logout((logout) -> logout.logoutSuccessUrl("/bye"));
		if (environment.getProperty("shop.remember", Boolean.class, false)) {
			http.rememberMe((remember) -> remember.key("the same in all workers"));
		}
		if (environment.getProperty("shop.single", Boolean.class, false)) {
			http.sessionManagement((session) -> session.maximumSessions(1)
				.sessionRegistry(new SpringSessionBackedSessionRegistry<>(sessions.getObject())));
		}
		return http.build();
	}

	@Bean
	UserDetailsService users() {
		return (name) -> {
			if (name.equals("locked")) {
				return User.withUsername(name).password("{noop}secret").accountLocked(true).build();
			}
			return new Customer(name, "{noop}secret", "Street of " + name);
		};
	}

	@Bean
	@SessionScope(proxyMode = ScopedProxyMode.TARGET_CLASS)
	Visits visits() {
		return new Visits();
	}

	/**
	 * The pages.
	 */
	@RestController
	static class Shop {

		private final Visits visits;

		Shop(Visits visits) {
			this.visits = visits;
		}

		@GetMapping("/account")
		String account(Principal principal, org.springframework.security.core.Authentication authentication) {
			Object user = authentication.getPrincipal();
			return principal.getName() + " " + ((user instanceof Customer customer) ? customer.address() : user) + " "
					+ authentication.getDetails().getClass().getSimpleName();
		}

		@GetMapping("/bye")
		String bye() {
			return "bye";
		}

		@GetMapping("/sign-in")
		String signIn(HttpSession session) {
			Object failure = session.getAttribute("SPRING_SECURITY_LAST_EXCEPTION");
			return (failure != null) ? failure.getClass().getSimpleName() : "please";
		}

		@PostMapping("/cart")
		String add(@RequestParam("article") String article, HttpSession session) {
			List<Article> cart = new java.util.ArrayList<>(cart(session));
			cart.add(new Article(article, 5L));
			session.setAttribute("cart", cart);
			return cart.toString();
		}

		@GetMapping("/cart")
		String show(HttpSession session) {
			return cart(session).toString();
		}

		@GetMapping("/attributes")
		String attributes(HttpSession session) {
			return new TreeSet<>(Collections.list(session.getAttributeNames())).toString();
		}

		@PostMapping("/handler")
		String handler(HttpSession session) {
			session.setAttribute("handler", java.util.logging.Logger.getLogger("shop"));
			return "kept";
		}

		@PostMapping("/order")
		RedirectView order(RedirectAttributes attributes) {
			attributes.addFlashAttribute("order", new Article("ordered", 7L));
			return new RedirectView("/ordered");
		}

		@GetMapping("/ordered")
		String ordered(org.springframework.ui.Model model) {
			return String.valueOf(model.getAttribute("order"));
		}

		@GetMapping("/visits")
		String visits() {
			return String.valueOf(this.visits.next());
		}

		@SuppressWarnings("unchecked")
		private static List<Article> cart(HttpSession session) {
			Object cart = session.getAttribute("cart");
			return (cart != null) ? (List<Article>) cart : List.of();
		}

	}

	/**
	 * What can be bought.
	 */
	public record Article(String name, @Nullable Long price) implements Serializable {
	}

	/**
	 * A user with something that users of Spring Security do not have.
	 */
	public static class Customer extends User {

		private static final long serialVersionUID = 1L;

		private final String address;

		public Customer(String username, String password, String address) {
			super(username, password, List.of(new SimpleGrantedAuthority("ROLE_CUSTOMER")));
			this.address = address;
		}

		String address() {
			return this.address;
		}

	}

	/**
	 * A bean of the session, which wants to hear of its end.
	 */
	public static class Visits implements Serializable, DisposableBean {

		private static final long serialVersionUID = 1L;

		private long count;

		public long next() {
			return ++this.count;
		}

		@Override
		public void destroy() {
			this.count = 0;
		}

	}

}
