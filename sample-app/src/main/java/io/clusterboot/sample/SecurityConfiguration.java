package io.clusterboot.sample;

import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.CsrfConfigurer;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.HttpStatusEntryPoint;
import org.springframework.security.web.authentication.logout.HttpStatusReturningLogoutSuccessHandler;

/**
 * Who may do what: a cart is for everybody, an account for who has logged in.
 */
/*
 * The rest of the sample, which the tests of the cluster call, is as open as without
 * Spring Security.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication
class SecurityConfiguration {

	private static final String ACCOUNT = "/account";

	private static final String LOGIN = "/login";

	private static final String LOGOUT = "/logout";

	@Bean
	SecurityFilterChain shop(HttpSecurity http) {
		return http.securityMatcher("/cart/**", ACCOUNT, LOGIN, LOGOUT)
			.authorizeHttpRequests(
					(requests) -> requests.requestMatchers(ACCOUNT).authenticated().anyRequest().permitAll())
			.csrf(CsrfConfigurer::spa)
			.formLogin((login) -> login.loginProcessingUrl(LOGIN)
				.successHandler((request, response, user) -> response.setStatus(HttpStatus.NO_CONTENT.value()))
				.failureHandler((request, response, ex) -> response.setStatus(HttpStatus.UNAUTHORIZED.value())))
			.logout((logout) -> logout.logoutUrl(LOGOUT)
				.logoutSuccessHandler(new HttpStatusReturningLogoutSuccessHandler(HttpStatus.NO_CONTENT)))
			.exceptionHandling(
					(handling) -> handling.authenticationEntryPoint(new HttpStatusEntryPoint(HttpStatus.UNAUTHORIZED)))
			.requestCache((cache) -> cache.disable())
			.build();
	}

	/*
	 * The passwords are "lovelace" and "hopper".
	 */
	@Bean
	UserDetailsService users() {
		return new InMemoryUserDetailsManager(
				user("ada", "{bcrypt}$2a$10$k7Z9nihAb9yRDjotYUmpQu4v6veVY8SH3cCzjsUSDDNcCG6UVcuBy"),
				user("grace", "{bcrypt}$2a$10$AMn.ltGNSC8KyMpWHRj/J.O9Q1DIhOw5CxaOZ7I.SHYDtwZ3Bi/wW"));
	}

	private static UserDetails user(String name, String password) {
		return User.withUsername(name).password(password).roles("CUSTOMER").build();
	}

}
