package io.clusterboot.actuate;

import java.util.Base64;
import java.util.List;

import org.springframework.boot.web.servlet.DelegatingFilterProxyRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;

/**
 * The same application for those only who have logged in: operators may do everything,
 * visitors read.
 */
/*
 * By hand, because Spring Boot's module would ask for a login in all tests.
 */
@EnableWebSecurity
class SecuredEndpointApplication extends EndpointApplication {

	static final String OPERATOR = basic("olga");

	static final String VISITOR = basic("vera");

	static final String STRANGER = basic("stan");

	private static final String PASSWORD = "secret";

	private static String basic(String name) {
		return "Basic " + Base64.getEncoder().encodeToString((name + ":secret").getBytes());
	}

	@Bean
	DelegatingFilterProxyRegistrationBean securityFilterChainRegistration() {
		return new DelegatingFilterProxyRegistrationBean("springSecurityFilterChain");
	}

	@Bean
	SecurityFilterChain chain(HttpSecurity http) {
		return http
			.authorizeHttpRequests((requests) -> requests.requestMatchers(HttpMethod.GET)
				.hasAnyRole("OPERATOR", "VISITOR")
				.anyRequest()
				.hasRole("OPERATOR"))
			.httpBasic(Customizer.withDefaults())
			.cors((cors) -> cors.configurationSource(origins()))
			.csrf(AbstractHttpConfigurer::disable)
			.build();
	}

	private static UrlBasedCorsConfigurationSource origins() {
		CorsConfiguration configuration = new CorsConfiguration();
		configuration.setAllowedOrigins(List.of("https://console.example.com"));
		configuration.setAllowedMethods(List.of("GET"));
		UrlBasedCorsConfigurationSource source = new UrlBasedCorsConfigurationSource();
		source.registerCorsConfiguration("/**", configuration);
		return source;
	}

	@Bean
	UserDetailsService users() {
		return new InMemoryUserDetailsManager(
				User.withUsername("olga").password("{noop}" + PASSWORD).roles("OPERATOR").build(),
				User.withUsername("vera").password("{noop}" + PASSWORD).roles("VISITOR").build(),
				User.withUsername("stan").password("{noop}" + PASSWORD).roles("STRANGER").build());
	}

}
