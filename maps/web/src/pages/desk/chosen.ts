/** Which ticket is chosen on the desk: whoever comes back from its page finds it chosen still. */
import { ref } from "vue";

export const lastChosen = ref<string | null>(null);
