package io.clusterboot.worker;

/**
 * How this process ends.
 */
interface ProcessEnd {

	/**
	 * The end of this JVM.
	 */
	ProcessEnd OF_THIS_JVM = new ProcessEnd() {

		@Override
		public void inOrder() {
			System.exit(0);
		}

		@Override
		public void atOnce() {
			Runtime.getRuntime().halt(1);
		}

	};

	/**
	 * Close the application, then end.
	 */
	void inOrder();

	/**
	 * End without closing anything.
	 */
	void atOnce();

}
