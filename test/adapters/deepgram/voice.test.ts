/** The voices of Aura, on speak v1. */
import { voiceContract } from "./voice-contract.js";

voiceContract({
	urlOf: (deepgram) => deepgram.speakUrl,
	usual: "/v1/speak?encoding=mulaw&sample_rate=8000",
	other: "aura-2-luna-en",
	target: (voice) => `/v1/speak?model=${voice}&encoding=mulaw&sample_rate=8000`,
	usualVoice: "usual",
	family: "",
	begun: { type: "line.begun" },
	stop: "Clear",
	strayEnd: '{"type":"Flushed","sequence_id":99}',
});
