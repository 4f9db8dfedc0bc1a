/** Made by `npm run api`. Do not edit. */

export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * Event
         * @description An event as every transport carries it.
         */
        Envelope: {
            /** Run Id */
            run_id: string;
            /**
             * Seq
             * @default null
             */
            seq?: number | null;
            /**
             * Cursor
             * @default null
             */
            cursor?: number | null;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Type */
            type: string;
            /**
             * V
             * @default 1
             */
            v?: number;
            /** Data */
            data: {
                [key: string]: unknown;
            };
        };
        /**
         * Blocked
         * @description A check stopped the run. `hits` name the place in the checked text, in characters.
         */
        Blocked: {
            /**
             * Type
             * @default blocked
             * @constant
             */
            type?: "blocked";
            /** Stage */
            stage: string;
            /** Attempt */
            attempt: number;
            /** Level */
            level: string;
            /**
             * Source
             * @enum {string}
             */
            source: "word_list" | "model" | "backend";
            /**
             * Categories
             * @default []
             */
            categories?: string[];
            /**
             * Hits
             * @default []
             */
            hits?: [
                number,
                number
            ][];
            /**
             * Reason
             * @default
             */
            reason?: string;
        };
        /**
         * CommandError
         * @description A message of this client was not understood; nothing was done, and events go on.
         */
        CommandError: {
            /**
             * Type
             * @default command_error
             * @constant
             */
            type?: "command_error";
            problem: components["schemas"]["Problem"];
        };
        /**
         * CostUpdate
         * @description A call was paid, or may have been: None with `unknown` where nobody knows.
         *
         *     `run_usd` is what the run has cost so far, as far as it is known, and `run_unknown` counts its calls whose cost
         *     nobody knows.
         */
        CostUpdate: {
            /**
             * Type
             * @default cost_update
             * @constant
             */
            type?: "cost_update";
            /** Stage */
            stage: string;
            /** Attempt */
            attempt: number;
            /** Provider */
            provider: string;
            /** Model */
            model: string;
            /**
             * Cost Usd
             * @default null
             */
            cost_usd?: number | null;
            /**
             * Cost Source
             * @default unknown
             * @enum {string}
             */
            cost_source?: "reported" | "listed" | "estimated" | "unknown";
            /**
             * Price Version
             * @default null
             */
            price_version?: string | null;
            /**
             * Seconds
             * @default null
             */
            seconds?: number | null;
            /**
             * Run Usd
             * @default null
             */
            run_usd?: number | null;
            /**
             * Run Unknown
             * @default 0
             */
            run_unknown?: number;
        };
        /**
         * Dropped
         * @description This reader was too slow: `count` transient events were left out before this place.
         */
        Dropped: {
            /**
             * Type
             * @default dropped
             * @constant
             */
            type?: "dropped";
            /** Count */
            count: number;
        };
        /**
         * Error
         * @description Something failed; the problem says what, where and what to do.
         */
        Error: {
            /**
             * Type
             * @default error
             * @constant
             */
            type?: "error";
            /**
             * Stage
             * @default null
             */
            stage?: string | null;
            /** Attempt */
            attempt: number;
            problem: components["schemas"]["Problem"];
        };
        /**
         * Fault
         * @description One wrong value: a JSON pointer into the request and a message with its parameters.
         */
        Fault: {
            /** Pointer */
            pointer: string;
            /** Message */
            message: string;
            /**
             * Params
             * @default {}
             */
            params?: {
                [key: string]: unknown;
            };
        };
        /**
         * GateDecided
         * @description A gate is closed: `retry` lets the run go on, `fail` and `cancel` end it; no `decision`: the deadline is over.
         */
        GateDecided: {
            /**
             * Type
             * @default gate_decided
             * @constant
             */
            type?: "gate_decided";
            /** Gate Id */
            gate_id: string;
            /** Stage */
            stage: string;
            /** Attempt */
            attempt: number;
            /**
             * Decision
             * @default null
             */
            decision?: ("retry" | "fail" | "cancel") | null;
            /**
             * Decided By
             * @default null
             */
            decided_by?: string | null;
        };
        /**
         * GateOpened
         * @description The run waits: a person decides how it goes on, until `deadline_at` (UTC). `asks` is what there is to decide.
         */
        GateOpened: {
            /**
             * Type
             * @default gate_opened
             * @constant
             */
            type?: "gate_opened";
            /** Gate Id */
            gate_id: string;
            /**
             * Kind
             * @constant
             */
            kind: "unknown_payment";
            /** Stage */
            stage: string;
            /** Attempt */
            attempt: number;
            asks: components["schemas"]["UnknownPayment"];
            /**
             * Deadline At
             * Format: date-time
             */
            deadline_at: string;
        };
        /**
         * GenerationComplete
         * @description An output lies in the record and can be fetched.
         */
        GenerationComplete: {
            /**
             * Type
             * @default generation_complete
             * @constant
             */
            type?: "generation_complete";
            /** Attempt */
            attempt: number;
            /** Media Type */
            media_type: string;
            /** Index */
            index: number;
            /** Formats */
            formats: string[];
            /** Url */
            url: string;
            /** Seconds */
            seconds: number;
            /**
             * Seed
             * @default null
             */
            seed?: number | null;
        };
        /**
         * GenerationStart
         * @description A medium is being made.
         */
        GenerationStart: {
            /**
             * Type
             * @default generation_start
             * @constant
             */
            type?: "generation_start";
            /** Attempt */
            attempt: number;
            /** Config */
            config: string;
            /** Media Type */
            media_type: string;
            /** Backend */
            backend: string;
            /** Model */
            model: string;
            /**
             * Seed
             * @default null
             */
            seed?: number | null;
        };
        /**
         * OpenRouterApiCall
         * @description A call goes to OpenRouter; `estimate_usd` is what a budget reckons with, where there is one.
         */
        OpenRouterApiCall: {
            /**
             * Type
             * @default openrouter_api_call
             * @constant
             */
            type?: "openrouter_api_call";
            /** Stage */
            stage: string;
            /** Attempt */
            attempt: number;
            /** Model */
            model: string;
            /**
             * Estimate Usd
             * @default null
             */
            estimate_usd?: number | null;
        };
        /**
         * OpenRouterCost
         * @description What a call to OpenRouter used and cost, in USD, and how long it took, in seconds.
         */
        OpenRouterCost: {
            /**
             * Type
             * @default openrouter_cost
             * @constant
             */
            type?: "openrouter_cost";
            /** Stage */
            stage: string;
            /** Attempt */
            attempt: number;
            /** Model */
            model: string;
            /** Outcome */
            outcome: string;
            /**
             * Cost Usd
             * @default null
             */
            cost_usd?: number | null;
            /**
             * Cost Source
             * @default unknown
             * @enum {string}
             */
            cost_source?: "reported" | "listed" | "estimated" | "unknown";
            /**
             * Prompt Tokens
             * @default null
             */
            prompt_tokens?: number | null;
            /**
             * Completion Tokens
             * @default null
             */
            completion_tokens?: number | null;
            /**
             * Seconds
             * @default null
             */
            seconds?: number | null;
        };
        /**
         * PipelineStageUpdate
         * @description A stage began or ended; `passed_through`: the text went on unchanged without a call, and `reason` says why.
         *
         *     `reused`: what it gave is that of the run of which this is a repetition. Of another status `reason` is
         *     `fallback_model` where the first model was not available, or `cut_short` where the answer ended for want of tokens.
         */
        PipelineStageUpdate: {
            /**
             * Type
             * @default pipeline_stage_update
             * @constant
             */
            type?: "pipeline_stage_update";
            /** Stage */
            stage: string;
            /**
             * Status
             * @enum {string}
             */
            status: "started" | "completed" | "passed_through" | "reused";
            /** Attempt */
            attempt: number;
            /**
             * Config
             * @default null
             */
            config?: string | null;
            /**
             * Entity
             * @default null
             */
            entity?: number | null;
            /**
             * Seconds
             * @default null
             */
            seconds?: number | null;
            /**
             * Reason
             * @default null
             */
            reason?: string | null;
        };
        /**
         * Preview
         * @description A small picture of what is forming, in base64.
         */
        Preview: {
            /**
             * Type
             * @default preview
             * @constant
             */
            type?: "preview";
            /** Stage */
            stage: string;
            /** Attempt */
            attempt: number;
            /** Mime */
            mime: string;
            /** Base64 */
            base64: string;
        };
        /**
         * Problem
         * @description A problem as it is stored in a run or an event: language comes in only when it is rendered.
         */
        Problem: {
            /** Type */
            type: string;
            /** Status */
            status: number;
            /** Message */
            message: string;
            /**
             * Params
             * @default {}
             */
            params?: {
                [key: string]: unknown;
            };
            /**
             * Faults
             * @default []
             */
            faults?: components["schemas"]["Fault"][];
        };
        /**
         * ProgressUpdate
         * @description The share of a stage that is done, 0 to 1, and what is being done: `part`, at step `step` of `steps`, from 1.
         *
         *     `note` is what the backend itself calls that, such as the name of a node.
         */
        ProgressUpdate: {
            /**
             * Type
             * @default progress_update
             * @constant
             */
            type?: "progress_update";
            /** Stage */
            stage: string;
            /** Attempt */
            attempt: number;
            /** Fraction */
            fraction: number;
            /**
             * Note
             * @default
             */
            note?: string;
            /**
             * Part
             * @default
             * @enum {string}
             */
            part?: "" | "loading" | "reading" | "making" | "finishing" | "saving";
            /**
             * Step
             * @default null
             */
            step?: number | null;
            /**
             * Steps
             * @default null
             */
            steps?: number | null;
        };
        /**
         * Queued
         * @description A call waits for a place at its backend; `position` 0 is next, `estimated_seconds` the wait where it is known.
         *
         *     `reason` says what it waits for where that is more than its turn, such as a server that is down.
         */
        Queued: {
            /**
             * Type
             * @default queued
             * @constant
             */
            type?: "queued";
            /** Stage */
            stage: string;
            /** Attempt */
            attempt: number;
            /** Backend */
            backend: string;
            /** Position */
            position: number;
            /**
             * Estimated Seconds
             * @default null
             */
            estimated_seconds?: number | null;
            /**
             * Reason
             * @default
             */
            reason?: string;
        };
        /**
         * RunDeleted
         * @description The run was deleted: nothing comes after this, and there is nothing of it to be read.
         */
        RunDeleted: {
            /**
             * Type
             * @default run_deleted
             * @constant
             */
            type?: "run_deleted";
        };
        /**
         * RunResumed
         * @description The work on a run goes on where its record ends, from `stage`; what was done is not done again.
         *
         *     `process_gone`: the process that worked on it is gone. `handed_over`: it was stopped, or had too much to do.
         */
        RunResumed: {
            /**
             * Type
             * @default run_resumed
             * @constant
             */
            type?: "run_resumed";
            /** Attempt */
            attempt: number;
            /**
             * Stage
             * @default null
             */
            stage?: string | null;
            /**
             * Reason
             * @enum {string}
             */
            reason: "process_gone" | "handed_over";
        };
        /**
         * RunStateChange
         * @description A run is in another state now; `stage` is where it stands.
         *
         *     The first one of a run that repeats another names that, and the stage from which on it is done anew.
         */
        RunStateChange: {
            /**
             * Type
             * @default run_state_change
             * @constant
             */
            type?: "run_state_change";
            /**
             * State
             * @enum {string}
             */
            state: "pending" | "running" | "waiting" | "open" | "completed" | "failed" | "refused" | "cancelled" | "interrupted";
            /** Attempt */
            attempt: number;
            /**
             * Action
             * @default null
             */
            action?: ("interception" | "optimization" | "generation" | "run") | null;
            /**
             * Stage
             * @default null
             */
            stage?: string | null;
            /**
             * Parent Run Id
             * @default null
             */
            parent_run_id?: string | null;
            /**
             * From Stage
             * @default null
             */
            from_stage?: ("input" | "interception" | "optimization" | "media") | null;
        };
        /**
         * TextDelta
         * @description The next piece of a text; `offset` counts characters from its beginning.
         */
        TextDelta: {
            /**
             * Type
             * @default text_delta
             * @constant
             */
            type?: "text_delta";
            /** Stage */
            stage: string;
            /** Attempt */
            attempt: number;
            /** Offset */
            offset: number;
            /** Text */
            text: string;
        };
        /**
         * UnknownPayment
         * @description A call without an answer that may have been paid: is it made once more, or does the run fail?
         *
         *     `call` is its key in the ledger. `estimate_usd` is the most that it costs, None where nobody knows; `lost` tells
         *     that the process which waited for the answer is gone, else none came within `seconds`.
         */
        UnknownPayment: {
            /** Call */
            call: string;
            /** Chunk */
            chunk: string;
            /** Provider */
            provider: string;
            /** Model */
            model: string;
            /** Repetition */
            repetition: number;
            /**
             * Estimate Source
             * @enum {string}
             */
            estimate_source: "listed" | "estimated" | "unknown";
            /**
             * Estimate Usd
             * @default null
             */
            estimate_usd?: number | null;
            /** Lost */
            lost: boolean;
            /** Seconds */
            seconds: number;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
