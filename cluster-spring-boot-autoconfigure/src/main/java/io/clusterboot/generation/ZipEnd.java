package io.clusterboot.generation;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * The last bytes of a zip file, which say where its directory is.
 */
/*
 * The JDK forgives bytes before and after a zip file. So it takes a jar that ends in the
 * middle for the last whole one of the jars that are stored in it.
 */
final class ZipEnd {

	private static final int ENTRY = 0x04034b50;

	private static final int END = 0x06054b50;

	private static final int END_LENGTH = 22;

	private static final int LONGEST_COMMENT = 0xFFFF;

	private static final int ZIP64_LOCATOR = 0x07064b50;

	private static final int ZIP64_LOCATOR_LENGTH = 20;

	private static final int ZIP64_END = 0x06064b50;

	private static final int ZIP64_END_LENGTH = 56;

	private static final long UNSIGNED = 0xFFFFFFFFL;

	private final RandomAccessFile file;

	private ZipEnd(RandomAccessFile file) {
		this.file = file;
	}

	/**
	 * Whether the directory at the end of the file is that of all before.
	 * @param path a zip file
	 * @return whether it is, or something other than a zip file comes first, which means
	 * that it was put there on purpose
	 * @throws IOException if it cannot be read
	 */
	static boolean isThatOf(Path path) throws IOException {
		try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
			return new ZipEnd(file).isThatOfAll();
		}
	}

	private boolean isThatOfAll() throws IOException {
		long length = this.file.length();
		if (length < END_LENGTH || read(0, Integer.BYTES).getInt() != ENTRY) {
			return true;
		}
		int tailLength = (int) Math.min(length, END_LENGTH + LONGEST_COMMENT);
		ByteBuffer tail = read(length - tailLength, tailLength);
		for (int i = tailLength - END_LENGTH; i >= 0; i--) {
			boolean isEnd = tail.getInt(i) == END
					&& i + END_LENGTH + Short.toUnsignedInt(tail.getShort(i + 20)) == tailLength;
			if (isEnd) {
				return followsItsDirectory(tail.slice(i, END_LENGTH).order(ByteOrder.LITTLE_ENDIAN),
						length - tailLength + i);
			}
		}
		return false;
	}

	private boolean followsItsDirectory(ByteBuffer end, long position) throws IOException {
		long size = end.getInt(12) & UNSIGNED;
		long offset = end.getInt(16) & UNSIGNED;
		return offset + size == position || zip64FollowsItsDirectory(position);
	}

	private boolean zip64FollowsItsDirectory(long end) throws IOException {
		long locatorPosition = end - ZIP64_LOCATOR_LENGTH;
		if (locatorPosition < ZIP64_END_LENGTH) {
			return false;
		}
		ByteBuffer locator = read(locatorPosition, ZIP64_LOCATOR_LENGTH);
		long position = locator.getLong(8);
		if (locator.getInt() != ZIP64_LOCATOR || position < 0 || position > locatorPosition - ZIP64_END_LENGTH) {
			return false;
		}
		ByteBuffer zip64 = read(position, ZIP64_END_LENGTH);
		return zip64.getInt() == ZIP64_END && zip64.getLong(48) + zip64.getLong(40) == position;
	}

	private ByteBuffer read(long position, int length) throws IOException {
		byte[] bytes = new byte[length];
		this.file.seek(position);
		this.file.readFully(bytes);
		return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
	}

}
