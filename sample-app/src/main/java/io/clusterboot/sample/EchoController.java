package io.clusterboot.sample;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * Sends the body of a request back while it arrives.
 */
@RestController
class EchoController {

	static final int MAX_BYTES = 10 * 1024 * 1024;

	@PostMapping("/echo")
	void echo(HttpServletRequest request, HttpServletResponse response) throws IOException {
		if (request.getContentLengthLong() > MAX_BYTES) {
			throw new ResponseStatusException(HttpStatus.CONTENT_TOO_LARGE,
					"body: " + request.getContentLengthLong() + " bytes (expected: at most " + MAX_BYTES + ")");
		}
		String contentType = request.getContentType();
		response.setContentType((contentType != null) ? contentType : MediaType.APPLICATION_OCTET_STREAM_VALUE);
		copy(request.getInputStream(), response.getOutputStream());
	}

	private void copy(InputStream in, OutputStream out) throws IOException {
		byte[] buffer = new byte[8192];
		int total = 0;
		for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
			total += read;
			if (total > MAX_BYTES) {
				// The status is long sent, so all that is left is to break off.
				throw new IOException("body of unknown length has more than " + MAX_BYTES + " bytes");
			}
			out.write(buffer, 0, read);
		}
	}

}
