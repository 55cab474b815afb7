/** The voices of Flux, on speak v2: the same as those of Aura, and which words were heard. */
import { voiceContract } from "./voice-contract.js";

voiceContract({
	urlOf: (deepgram) => deepgram.fluxSpeakUrl,
	usual: "/v2/speak?model=flux-alexis-en&encoding=mulaw&sample_rate=8000",
	other: "flux-kit-en",
	target: (voice) => `/v2/speak?model=${voice}&encoding=mulaw&sample_rate=8000`,
	usualVoice: "flux-alexis-en",
	family: "flux-",
	begun: { type: "line.begun", canTellWords: true },
	stop: "Interrupt",
	strayEnd: '{"type":"SpeechMetadata","speech_id":"dg_sp_ffffffffffff"}',
});
