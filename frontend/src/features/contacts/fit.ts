/** How well somebody fits, in words: a number would pretend more than anybody knows. */
export function fitOf(score: number): 'strong' | 'good' | 'some' {
  if (score >= 0.75) return 'strong';
  return score >= 0.45 ? 'good' : 'some';
}
