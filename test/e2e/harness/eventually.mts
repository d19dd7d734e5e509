/** Between two attempts, in ms. */
const pauseMs = 50;

/**
 * Repeats an attempt until it succeeds: a window is not always ready to hear what is done to it.
 *
 * @throws the last attempt's error, after `timeoutMs`
 */
export async function eventually<T>(attempt: () => Promise<T>, timeoutMs = 20_000): Promise<T> {
  const endMs = Date.now() + timeoutMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() >= endMs) throw error;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}
