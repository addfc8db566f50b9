/** Whether this browser can draw the map. Without WebGL2 the lists and every action still work. */
let answer: boolean | undefined;

export function canDraw(): boolean {
  if (answer === undefined) {
    const context = document.createElement("canvas").getContext("webgl2");
    answer = context !== null;
    context?.getExtension("WEBGL_lose_context")?.loseContext();
  }
  return answer;
}
