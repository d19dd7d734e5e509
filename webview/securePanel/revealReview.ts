import { sectionHeadingId } from './renderText';

const isStillnessWanted = (): boolean =>
  document.body.classList.contains('vscode-reduce-motion') ||
  window.matchMedia('(prefers-reduced-motion: reduce)').matches;

/** Scrolls to the review, unless it is well in view. */
export function revealReview(): void {
  const heading = document.getElementById(sectionHeadingId('review'));
  const top = heading?.getBoundingClientRect().top ?? 0;
  if (top >= 0 && top < window.innerHeight / 2) return;
  heading?.scrollIntoView({ behavior: isStillnessWanted() ? 'auto' : 'smooth' });
}
