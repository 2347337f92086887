package io.clusterboot.sample.harness;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/**
 * A master and workers in a page, to test the harness on: workers bind the same port
 * each, are replaced when they die, and end with their master.
 */
final class ToyCluster {

	/**
	 * The variable that lets a worker tell of itself, as if there was no other.
	 */
	static final String GENERATION = "TOY_GENERATION";

	private final int port;

	private final int workers;

	private final Set<Process> children = ConcurrentHashMap.newKeySet();

	private final CountDownLatch stopping = new CountDownLatch(1);

	private ToyCluster(int port, int workers) {
		this.port = port;
		this.workers = workers;
	}

	public static void main(String[] args) throws Exception {
		if (args[0].equals("worker")) {
			Toy.worker(Integer.parseInt(args[1]), Integer.parseInt(args[2]), Path.of(args[3]));
			return;
		}
		int port = Integer.parseInt(value(args, "--server.port="));
		int workers = Integer.parseInt(value(args, "--cluster.workers="));
		Path runDirectory = Path.of(value(args, "--cluster.run-directory="));
		boolean stubborn = List.of(args).contains("--stubborn");
		new ToyCluster((port != 0) ? port : Ports.free(), workers).run(runDirectory, stubborn);
	}

	private static String value(String[] args, String prefix) {
		return List.of(args)
			.stream()
			.filter((arg) -> arg.startsWith(prefix))
			.map((arg) -> arg.substring(prefix.length()))
			.reduce((first, second) -> second)
			.orElseThrow(() -> new IllegalArgumentException("No " + prefix + " in " + List.of(args)));
	}

	private void run(Path runDirectory, boolean stubborn) throws Exception {
		System.out.println("Master process is running (pid " + ProcessHandle.current().pid() + ")");
		Files.createDirectories(runDirectory);
		Path status = runDirectory.resolve("status");
		Files.createFile(status);
		Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(status, stubborn)));
		for (int index = 0; index < this.workers; index++) {
			launch(index, runDirectory);
		}
		this.stopping.await();
	}

	private void launch(int index, Path runDirectory) throws IOException {
		Path java = Path.of(System.getProperty("java.home"), "bin", "java");
		Process child = new ProcessBuilder(java.toString(), "-XX:TieredStopAtLevel=1", "-Xmx32m", "-cp",
				System.getProperty("java.class.path"), ToyCluster.class.getName(), "worker", Integer.toString(index),
				Integer.toString(this.port), runDirectory.toString())
			.redirectOutput(ProcessBuilder.Redirect.INHERIT)
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		this.children.add(child);
		child.onExit().thenAccept((ended) -> {
			this.children.remove(ended);
			if (this.stopping.getCount() > 0) {
				relaunch(index, runDirectory);
			}
		});
	}

	private void relaunch(int index, Path runDirectory) {
		try {
			launch(index, runDirectory);
		}
		catch (IOException ex) {
			ex.printStackTrace();
		}
	}

	private void stop(Path status, boolean stubborn) {
		this.stopping.countDown();
		try {
			if (stubborn) {
				new CountDownLatch(1).await();
			}
			for (Process child : List.copyOf(this.children)) {
				child.toHandle().destroy();
				child.waitFor();
			}
			Files.delete(status);
		}
		catch (IOException | InterruptedException ex) {
			ex.printStackTrace();
		}
		// why halt: the exit code of a JVM that ends of a signal is not 0
		Runtime.getRuntime().halt(0);
	}

	/**
	 * A worker of the toy cluster.
	 */
	private static final class Toy {

		private Toy() {
		}

		static void worker(int index, int port, Path runDirectory) throws Exception {
			long pid = ProcessHandle.current().pid();
			Thread orphan = new Thread(() -> endWithMaster(index, pid));
			orphan.setDaemon(true);
			orphan.start();
			try (ServerSocket server = new ServerSocket()) {
				server.setOption(StandardSocketOptions.SO_REUSEPORT, true);
				server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
				System.out.println("Worker %d (pid %d) is listening on port %d".formatted(index, pid, port));
				while (true) {
					Socket socket = server.accept();
					Thread thread = new Thread(() -> serve(socket, index, pid));
					thread.setDaemon(true);
					thread.start();
				}
			}
		}

		private static void endWithMaster(int index, long pid) {
			try {
				// Standard input ends when the master does
				System.in.read();
			}
			catch (IOException ex) {
				// The same
			}
			System.out.println("Worker %d (pid %d) is shutting down".formatted(index, pid));
			Runtime.getRuntime().halt(0);
		}

		private static void serve(Socket socket, int index, long pid) {
			try (socket) {
				InputStream input = socket.getInputStream();
				OutputStream output = socket.getOutputStream();
				for (String head = head(input); !head.isEmpty(); head = head(input)) {
					boolean close = head.contains("Connection: close");
					if (head.contains("Expect: 100-continue")) {
						output.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
					}
					output.write(response(head, input, index, pid, close));
					if (close) {
						return;
					}
				}
			}
			catch (IOException ex) {
				// The client is gone
			}
		}

		private static byte[] response(String head, InputStream input, int index, long pid, boolean close)
				throws IOException {
			String body = "{\"index\":%d,\"pid\":%d}".formatted(index, pid);
			String status = "200 OK";
			if (head.startsWith("GET /actuator/")) {
				String generation = System.getenv(GENERATION);
				status = (generation != null) ? "200 OK" : "404 Not Found";
				body = "{\"workers\":[{\"index\":%d,\"pid\":%d,\"generation\":%s,\"state\":\"ACTIVE\"}]}"
					.formatted(index, pid, generation);
			}
			if (head.startsWith("POST /json") && !head.contains("Content-Type: application/json\r\n")) {
				status = "415 Unsupported Media Type";
			}
			int at = head.indexOf("Content-Length: ");
			if (at > 0) {
				int length = Integer.parseInt(head.substring(at + 16, head.indexOf("\r\n", at)));
				body = new String(input.readNBytes(length), StandardCharsets.ISO_8859_1);
			}
			ByteArrayOutputStream response = new ByteArrayOutputStream();
			response.writeBytes("HTTP/1.1 %s\r\nX-Worker: %d\r\nContent-Length: %d\r\n%s\r\n"
				.formatted(status, index, body.length(), close ? "Connection: close\r\n" : "")
				.getBytes(StandardCharsets.US_ASCII));
			response.writeBytes(body.getBytes(StandardCharsets.ISO_8859_1));
			return response.toByteArray();
		}

		private static String head(InputStream input) throws IOException {
			StringBuilder head = new StringBuilder();
			while (head.indexOf("\r\n\r\n") < 0) {
				int next = input.read();
				if (next < 0) {
					return "";
				}
				head.append((char) next);
			}
			return head.toString();
		}

	}

}
