/** The counting Deepgram as a process. */
import { CountingDeepgram } from "./counting-deepgram.js";
import { serve } from "./far-side.js";

const deepgram = await CountingDeepgram.start();

serve({
	url: () => deepgram.url,
	takeSpending: () => deepgram.takeSpending(),
});
