package io.clusterboot.os;

import java.io.File;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.ptr.IntByReference;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * File descriptors of this process, on Linux and macOS.
 */
public final class FileDescriptors {

	/**
	 * Descriptor of the standard input.
	 */
	public static final int STDIN = 0;

	private static final Log logger = LogFactory.getLog(FileDescriptors.class);

	private static final int O_RDWR = 2;

	private static final int SOL_SOCKET = 1;

	private static final int SO_ATTACH_FILTER = 26;

	private static final int IPPROTO_TCP = 6;

	private static final int TCP_INFO = 11;

	/*
	 * In struct tcp_info of a listening socket, tcpi_unacked is the length of the accept
	 * queue (net/ipv4/tcp.c, tcp_get_info).
	 */
	private static final int TCPI_UNACKED = 24;

	/*
	 * A classic BPF program, four numbers an instruction: drop a segment whose flags have
	 * SYN without ACK, let every other pass. The kernel shows the filter of a TCP socket
	 * the segment from its TCP header on; the flags are its byte 13.
	 */
	private static final int[][] DROP_SYN = { { 0x30, 0, 0, 13 }, { 0x54, 0, 0, 0x12 }, { 0x15, 0, 1, 0x02 },
			{ 0x06, 0, 0, 0 }, { 0x06, 0, 0, -1 } };

	private final LibC libC;

	private FileDescriptors(LibC libC) {
		this.libC = libC;
	}

	/**
	 * Load what is needed.
	 * @return access to file descriptors, or empty where it cannot be had
	 */
	public static Optional<FileDescriptors> load() {
		if (!Platform.isLinux() && !Platform.isMac()) {
			return Optional.empty();
		}
		try {
			return Optional.of(new FileDescriptors(Native.load("c", LibC.class)));
		}
		catch (LinkageError | RuntimeException ex) {
			logger.warn("No native access to file descriptors: " + ex);
			return Optional.empty();
		}
	}

	/**
	 * Find the descriptor of the TCP socket of this process that is bound to a port.
	 * @param port the port
	 * @return the descriptor
	 * @throws IllegalStateException if there is none
	 */
	public int ofPort(int port) {
		String[] names = new File("/dev/fd").list();
		return Arrays.stream((names != null) ? names : new String[0])
			.mapToInt(Integer::parseInt)
			.filter((fd) -> fd > 2 && boundPort(fd) == port)
			.findFirst()
			.orElseThrow(() -> new IllegalStateException("No socket of this process is bound to port " + port));
	}

	private int boundPort(int fd) {
		byte[] address = new byte[128];
		try {
			this.libC.getsockname(fd, address, new IntByReference(address.length));
		}
		catch (LastErrorException ex) {
			// Not a socket
			return -1;
		}
		return isInternetFamily(address) ? ((address[2] & 0xff) << 8) | (address[3] & 0xff) : -1;
	}

	/*
	 * sockaddr_in and sockaddr_in6 both begin with the family and the port: the family is
	 * one number of two bytes on Linux, a length and a byte on macOS.
	 */
	private static boolean isInternetFamily(byte[] address) {
		int family = Platform.isMac() ? address[1] : (address[0] | address[1]);
		int inet6 = Platform.isMac() ? 30 : 10;
		return family == 2 || family == inet6;
	}

	/**
	 * Duplicate a descriptor.
	 * @param fd the descriptor
	 * @return a new one for the same open file
	 */
	public int duplicate(int fd) {
		return this.libC.dup(fd);
	}

	/**
	 * Make one descriptor stand for the open file of another.
	 * @param from the other
	 * @param to the one, closed first if it is open
	 */
	public void replace(int from, int to) {
		this.libC.dup2(from, to);
	}

	/**
	 * Close a descriptor.
	 * @param fd the descriptor
	 */
	public void close(int fd) {
		this.libC.close(fd);
	}

	/**
	 * Make the standard input read as empty.
	 */
	public void emptyStandardInput() {
		int devNull = this.libC.open("/dev/null", O_RDWR);
		this.libC.dup2(devNull, STDIN);
		this.libC.close(devNull);
	}

	/**
	 * Make a listening socket ignore those who begin to connect, while handshakes under
	 * way complete and the accept queue stays as it is. Who is ignored asks again after a
	 * second. Linux only.
	 * @param fd descriptor of the listening socket
	 * @return whether that is in force
	 */
	public boolean ignoreNewConnections(int fd) {
		if (!Platform.isLinux()) {
			return false;
		}
		try (Memory program = new Memory(DROP_SYN.length * 8L); Memory header = new Memory(16)) {
			for (int i = 0; i < DROP_SYN.length; i++) {
				program.setShort(i * 8L, (short) DROP_SYN[i][0]);
				program.setByte(i * 8L + 2, (byte) DROP_SYN[i][1]);
				program.setByte(i * 8L + 3, (byte) DROP_SYN[i][2]);
				program.setInt(i * 8L + 4, DROP_SYN[i][3]);
			}
			header.clear();
			header.setShort(0, (short) DROP_SYN.length);
			header.setPointer(8, program);
			this.libC.setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, header, 16);
			return true;
		}
		catch (LastErrorException ex) {
			logger.debug("No filter on the listening socket", ex);
			return false;
		}
	}

	/**
	 * Return how many connections wait to be accepted. Linux only.
	 * @param fd descriptor of a listening socket
	 * @return length of the accept queue, 0 where it is not known
	 */
	public int queueLength(int fd) {
		if (!Platform.isLinux()) {
			return 0;
		}
		byte[] info = new byte[256];
		try {
			this.libC.getsockopt(fd, IPPROTO_TCP, TCP_INFO, info, new IntByReference(info.length));
		}
		catch (LastErrorException ex) {
			return 0;
		}
		return ByteBuffer.wrap(info).order(ByteOrder.nativeOrder()).getInt(TCPI_UNACKED);
	}

}
