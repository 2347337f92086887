package io.clusterboot.actuate;

import io.clusterboot.relay.Gauging;
import io.clusterboot.relay.Relay;
import io.clusterboot.relay.Respondent;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;

/**
 * Connects this worker with the others once the application has started.
 */
/*
 * The master hears of the start only after this.
 */
final class RelayRegistration implements ApplicationListener<ApplicationReadyEvent> {

	private final ObjectProvider<Relay> relay;

	private final ObjectProvider<Respondent> respondent;

	private final ObjectProvider<Gauging> gauging;

	RelayRegistration(ObjectProvider<Relay> relay, ObjectProvider<Respondent> respondent,
			ObjectProvider<Gauging> gauging) {
		this.relay = relay;
		this.respondent = respondent;
		this.gauging = gauging;
	}

	@Override
	public void onApplicationEvent(ApplicationReadyEvent event) {
		this.relay.ifAvailable((relay) -> {
			this.respondent.ifAvailable(relay::answerBy);
			this.gauging.ifAvailable(relay::measureBy);
		});
	}

}
