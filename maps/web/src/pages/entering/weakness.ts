/** Why the service did not take a password, as a key of the words. */
import type { Problem } from "@/api/problem";

export function weakness(problem: Problem): "weak_length" | "weak_login" | "weak_common" | "weak_same" | null {
  const reason = problem.status === 422 && problem.fields.field === "password" ? problem.fields.reason : null;
  return reason === "length" || reason === "login" || reason === "common" || reason === "same" ? `weak_${reason}` : null;
}
