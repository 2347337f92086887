package io.clusterboot.sample;

import java.security.Principal;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Tells who is logged in.
 */
@RestController
class AccountController {

	@GetMapping("/account")
	Account account(Principal principal) {
		return new Account(principal.getName());
	}

	/**
	 * Whose session it is.
	 *
	 * @param name the name of the user
	 */
	record Account(String name) {
	}

}
