/** An error of the service (application/problem+json), or its silence. */
import { say } from "@/words";

export interface Fault {
  where: (string | number)[];
  reason: string;
}

export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    readonly detail: string,
    readonly faults: readonly Fault[] = [],
    readonly fields: Readonly<Record<string, unknown>> = {},
    readonly id = "",
  ) {
    super(detail || title);
  }

  /** Nobody answered: the network is away, not the rights. */
  static silence(): Problem {
    return new Problem(0, "silence", say("no_answer"), "");
  }

  static async of(answer: Response): Promise<Problem> {
    const body = (await answer.clone().json().catch(() => ({}))) as Record<string, unknown>;
    return new Problem(
      answer.status,
      String(body.code ?? answer.status),
      String(body.title ?? answer.statusText),
      String(body.detail ?? ""),
      (body.faults as Fault[] | undefined) ?? [],
      (body.fields as Record<string, unknown> | undefined) ?? {},
      answer.headers.get("X-Request-ID") ?? "",
    );
  }

  /** Whether trying the same again later may help. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}
