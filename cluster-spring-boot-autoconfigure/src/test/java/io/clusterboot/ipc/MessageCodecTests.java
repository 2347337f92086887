package io.clusterboot.ipc;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.clusterboot.ClusterEvent;
import io.clusterboot.ClusterState;
import io.clusterboot.ClusterStatus.MasterStatus;
import io.clusterboot.ClusterStatus;
import io.clusterboot.Incident;
import io.clusterboot.WorkerCount;
import io.clusterboot.WorkerLoad;
import io.clusterboot.WorkerState;
import io.clusterboot.WorkerStatus;
import io.clusterboot.ipc.Message.Failed;
import io.clusterboot.ipc.Message.Hello;
import io.clusterboot.ipc.Message.Notice;
import io.clusterboot.ipc.Message.Ready;
import io.clusterboot.ipc.Message.Reply;
import io.clusterboot.ipc.Message.Lead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link MessageCodec} and {@link RecordCodec}.
 */
class MessageCodecTests {

	private static final int SMALL = 64 * 1024;

	private final MessageCodec codec = new MessageCodec();

	@ParameterizedTest
	@MethodSource("io.clusterboot.ipc.MessageSamples#all")
	void readWhenEncodedReturnsTheSameMessage(Message message) throws IOException {
		InputStream in = new ByteArrayInputStream(this.codec.encode(message));
		assertThat(this.codec.read(in)).isEqualTo(message);
		assertThat(this.codec.read(in)).isNull();
	}

	@Test
	void samplesHaveEveryKindOfMessageAndEvent() {
		assertThat(MessageSamples.all().map(Message::getClass).<Class<?>>map((type) -> type))
			.contains(Message.class.getPermittedSubclasses());
		assertThat(MessageSamples.all()
			.filter(Notice.class::isInstance)
			.<Class<?>>map((message) -> ((Notice) message).event().getClass()))
			.contains(ClusterEvent.class.getPermittedSubclasses());
	}

	@Test
	void readWhenSeveralMessagesFollowReturnsEach() throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		List<Message> messages = MessageSamples.all().toList();
		for (Message message : messages) {
			bytes.write(this.codec.encode(message));
		}
		InputStream in = new ByteArrayInputStream(bytes.toByteArray());
		for (Message message : messages) {
			assertThat(this.codec.read(in)).isEqualTo(message);
		}
		assertThat(this.codec.read(in)).isNull();
	}

	@Test
	void readWhenStreamGivesOneByteAtATimeReturnsMessage() throws IOException {
		InputStream slow = new ByteArrayInputStream(this.codec.encode(status(MessageSamples.status()))) {

			@Override
			public synchronized int read(byte[] bytes, int offset, int length) {
				return super.read(bytes, offset, Math.min(1, length));
			}

		};
		assertThat(this.codec.read(slow)).isEqualTo(status(MessageSamples.status()));
	}

	@Test
	void encodeKeepsMillisecondsOfInstants() throws IOException {
		Instant precise = Instant.parse("2025-03-04T05:06:07.089123456Z");
		ClusterStatus status = new ClusterStatus(ClusterState.RUNNING, 1, 1, new MasterStatus(1, precise), List.of(),
				List.of(), List.of(), null, List.of(), 1);
		Reply read = (Reply) this.codec.read(new ByteArrayInputStream(this.codec.encode(status(status))));
		assertThat(status(read).master().startedAt()).isEqualTo(Instant.parse("2025-03-04T05:06:07.089Z"));
	}

	@ParameterizedTest
	@MethodSource
	void readWhenComponentThatIsNeverNullIsNullRefuses(Message message) throws IOException {
		assertRefused(this.codec.encode(message), "without its ");
	}

	@SuppressWarnings("NullAway")
	static Stream<Message> readWhenComponentThatIsNeverNullIsNullRefuses() {
		return Stream.of(new Hello(1, null, 1), new Failed(null), new Notice(null), new Reply(1, null),
				new Notice(new ClusterEvent.WorkerExited(0, 1, true, null)),
				status(new ClusterStatus(null, 1, 1, new MasterStatus(1, Instant.EPOCH), List.of(), List.of(),
						List.of(), null, List.of(), 1)),
				status(new ClusterStatus(ClusterState.RUNNING, 1, 1, new MasterStatus(1, null), List.of(), List.of(),
						List.of(), null, List.of(), 1)));
	}

	@Test
	void readWhenNullableComponentIsNullKeepsIt() throws IOException {
		Reply reply = status(MessageSamples.status());
		Reply read = (Reply) this.codec.read(new ByteArrayInputStream(this.codec.encode(reply)));
		assertThat(status(read).workers()).extracting(WorkerStatus::lastExit).containsExactly("exit code 1", null);
	}

	@Test
	void readWhenStreamIsEmptyReturnsNull() throws IOException {
		assertThat(this.codec.read(InputStream.nullInputStream())).isNull();
	}

	@Test
	void readWhenStreamEndsWithinAFrameFails() throws IOException {
		byte[] frame = this.codec.encode(new Hello(1, "token", 4711));
		for (int length = 1; length < frame.length; length++) {
			InputStream in = new ByteArrayInputStream(frame, 0, length);
			assertThatExceptionOfType(EOFException.class).isThrownBy(() -> this.codec.read(in));
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, MessageCodec.MAX_FRAME + 1 })
	void readWhenLengthIsImpossibleRefusesWithoutReadingOn(int length) {
		byte[] frame = ByteBuffer.allocate(Integer.BYTES + 8).putInt(length).array();
		assertThat(allocated(() -> assertRefused(frame, "frame of " + length + " bytes"))).isLessThan(SMALL);
	}

	@Test
	void readWhenLengthIsALieTakesNoMemoryForIt() {
		byte[] frame = ByteBuffer.allocate(Integer.BYTES + 8).putInt(MessageCodec.MAX_FRAME).array();
		assertThat(allocated(() -> assertThatExceptionOfType(EOFException.class)
			.isThrownBy(() -> this.codec.read(new ByteArrayInputStream(frame))))).isLessThan(SMALL);
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, Integer.MIN_VALUE, Integer.MAX_VALUE, MessageCodec.MAX_FRAME, 6 })
	void readWhenLengthOfTextIsALieRefuses(int length) throws IOException {
		byte[] frame = this.codec.encode(new Failed("12345"));
		ByteBuffer.wrap(frame).putInt(frame.length - 5 - Integer.BYTES, length);
		assertRefused(frame, "");
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, Integer.MIN_VALUE, Integer.MAX_VALUE, 1 })
	void readWhenSizeOfListIsALieRefuses(int size) throws IOException {
		byte[] frame = this.codec.encode(new Lead(1, List.of()));
		ByteBuffer.wrap(frame).putInt(frame.length - Integer.BYTES, size);
		assertRefused(frame, "");
	}

	@Test
	void readWhenListIsFullOfGapsTakesNoMoreMemoryThanTheFrame() throws IOException {
		byte[] start = this.codec.encode(new Lead(1, List.of()));
		byte[] frame = Arrays.copyOf(start, MessageCodec.MAX_FRAME);
		ByteBuffer.wrap(frame).putInt(0, frame.length - Integer.BYTES);
		ByteBuffer.wrap(frame).putInt(start.length - Integer.BYTES, frame.length - start.length);
		// Once in pieces as they come, once in one piece
		assertThat(allocated(() -> assertRefused(frame, ""))).isLessThan(2 * MessageCodec.MAX_FRAME + SMALL);
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, Integer.MAX_VALUE, 1000 })
	void readWhenKindOfMessageIsUnknownRefuses(int kind) throws IOException {
		assertRefused(frame((out) -> {
			out.writeBoolean(true);
			out.writeInt(kind);
		}), "number " + kind + " of Message");
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, Integer.MAX_VALUE, 5 })
	void readWhenConstantOfEnumIsUnknownRefuses(int ordinal) throws IOException {
		byte[] frame = this.codec.encode(status(MessageSamples.status()));
		// Length, presence, kind, id, presence and kind of the answer, presence of the
		// status, presence of its state
		ByteBuffer.wrap(frame).putInt(4 + 1 + 4 + 8 + 1 + 4 + 1 + 1, ordinal);
		assertRefused(frame, "number " + ordinal + " of ClusterState");
	}

	@Test
	void readWhenMessageIsAbsentRefuses() throws IOException {
		assertRefused(frame((out) -> out.writeBoolean(false)), "no message");
	}

	@Test
	void readWhenBytesAreLeftOverRefuses() throws IOException {
		byte[] frame = Arrays.copyOf(this.codec.encode(new Ready()), 10);
		ByteBuffer.wrap(frame).putInt(0, 6);
		assertRefused(frame, "no message");
	}

	@Test
	void encodeWhenFrameIsTooLargeRefuses() {
		Failed failed = new Failed("x".repeat(MessageCodec.MAX_FRAME));
		assertThatExceptionOfType(MalformedMessageException.class).isThrownBy(() -> this.codec.encode(failed))
			.withMessageContaining("at most " + MessageCodec.MAX_FRAME);
	}

	@Test
	void encodeWhenFrameIsAsLargeAsAllowedCanBeRead() throws IOException {
		Failed failed = new Failed("x".repeat(MessageCodec.MAX_FRAME - 10));
		byte[] frame = this.codec.encode(failed);
		assertThat(frame).hasSize(Integer.BYTES + MessageCodec.MAX_FRAME);
		assertThat(this.codec.read(new ByteArrayInputStream(frame))).isEqualTo(failed);
	}

	@Test
	void encodeWhenClusterIsAsLargeAsAllowedFits() throws IOException {
		String cause = "x".repeat(600);
		List<WorkerStatus> workers = IntStream.range(0, WorkerCount.MAX)
			.mapToObj((index) -> new WorkerStatus(index, index, 1, WorkerState.ACTIVE, Instant.EPOCH, 1, cause, 1, 1, 1,
					1, 1))
			.toList();
		List<Incident> incidents = Collections.nCopies(50,
				new Incident(Instant.EPOCH, 1, 1, cause, cause, WorkerLoad.UNKNOWN));
		Reply reply = status(new ClusterStatus(ClusterState.RUNNING, 1, WorkerCount.MAX,
				new MasterStatus(1, Instant.EPOCH), workers, workers, incidents, null, List.of(), 1));
		assertThat(this.codec.encode(reply)).hasSizeLessThan(MessageCodec.MAX_FRAME);
	}

	@Test
	void readWhenFramesAreDamagedEndsInMessageOrIoException() throws IOException {
		List<Message> samples = MessageSamples.all().toList();
		for (int seed = 0; seed < 20_000; seed++) {
			byte[] frame = damaged(this.codec.encode(samples.get(seed % samples.size())), new Random(seed));
			long allocated = allocated(() -> readAll(frame));
			assertThat(allocated).as("bytes allocated for frame of seed %d", seed)
				.isLessThan(MessageCodec.MAX_FRAME + SMALL);
		}
	}

	private static Reply status(ClusterStatus status) {
		return new Reply(1, new Answer.Status(status));
	}

	private static ClusterStatus status(Reply reply) {
		return ((Answer.Status) reply.answer()).status();
	}

	private void readAll(byte[] frame) {
		InputStream in = new ByteArrayInputStream(frame);
		try {
			Message message = this.codec.read(in);
			while (message != null) {
				message = this.codec.read(in);
			}
		}
		catch (IOException ex) {
			// What is expected of a damaged frame
		}
	}

	private static byte[] damaged(byte[] frame, Random random) {
		byte[] damaged = frame;
		int times = 1 + random.nextInt(4);
		for (int i = 0; i < times && damaged.length > 0; i++) {
			damaged = damagedOnce(damaged, random);
		}
		if (random.nextBoolean() && damaged.length > Integer.BYTES) {
			// Repaired, so that the damage lies within the message
			ByteBuffer.wrap(damaged).putInt(0, damaged.length - Integer.BYTES);
		}
		return damaged;
	}

	private static byte[] damagedOnce(byte[] frame, Random random) {
		int position = random.nextInt(frame.length);
		switch (random.nextInt(5)) {
			case 0 -> frame[position] ^= (byte) (1 << random.nextInt(8));
			case 1 -> frame[position] = (byte) random.nextInt();
			case 2 -> {
				int[] numbers = { -1, 0, 1, Integer.MIN_VALUE, Integer.MAX_VALUE, MessageCodec.MAX_FRAME,
						random.nextInt() };
				byte[] number = ByteBuffer.allocate(4).putInt(numbers[random.nextInt(numbers.length)]).array();
				System.arraycopy(number, 0, frame, position, Math.min(4, frame.length - position));
			}
			case 3 -> {
				return Arrays.copyOf(frame, position);
			}
			default -> {
				byte[] longer = Arrays.copyOf(frame, frame.length + 1 + random.nextInt(16));
				System.arraycopy(frame, position, longer, longer.length - (frame.length - position),
						frame.length - position);
				return longer;
			}
		}
		return frame;
	}

	private void assertRefused(byte[] frame, String message) {
		assertThatExceptionOfType(MalformedMessageException.class)
			.isThrownBy(() -> this.codec.read(new ByteArrayInputStream(frame)))
			.withMessageContaining(message);
	}

	private static byte[] frame(Content content) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		content.writeTo(new DataOutputStream(bytes));
		return ByteBuffer.allocate(Integer.BYTES + bytes.size()).putInt(bytes.size()).put(bytes.toByteArray()).array();
	}

	private static long allocated(Runnable action) {
		var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
		// The first time loads classes
		action.run();
		long before = threads.getCurrentThreadAllocatedBytes();
		action.run();
		return threads.getCurrentThreadAllocatedBytes() - before;
	}

	/**
	 * Writes what is within a frame.
	 */
	private interface Content {

		void writeTo(DataOutputStream out) throws IOException;

	}

}
