/** Made by `npm run api`. Do not edit. */

export interface paths {
    "/api/configs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the configs. */
        get: operations["list_configs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/configs/interceptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the attitudes from which a text can be rewritten. */
        get: operations["list_interceptions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/configs/outputs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the configs that make media. */
        get: operations["list_outputs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/configs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Return a config with its attitude and the JSON Schema of its parameters. */
        get: operations["get_config"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/costs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Return what calls have cost, of all people together, from one time up to another. */
        get: operations["get_costs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/declarations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List every file of declarations, with its faults and where they stand. */
        get: operations["list_declarations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/docs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show the documentation of the API. */
        get: operations["get_docs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/gates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the gates of one's own runs in pages, the newest first. `total` is exact to 10,000. */
        get: operations["list_gates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/gates/{gate_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Return a gate of one's own runs: what it asks, until when, and what was decided. */
        get: operations["get_gate"];
        put?: never;
        /** Decide how a run goes on: `retry` makes the call once more, which may be paid twice; `fail` ends the run. */
        post: operations["decide_gate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/import-workflow": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a config of a ComfyUI workflow in API format. */
        post: operations["import_workflow"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/media/info/{run_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the outputs of a run. */
        get: operations["get_media_info"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/media/upload": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Bring a picture, to be used as an input of runs for 7 days. */
        post: operations["upload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/media/{type}/{run_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Return the newest output of a type. */
        get: operations["get_media"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/media/{type}/{run_id}/{index}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Return an output, counted from 0. */
        get: operations["get_media_at"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the models that providers offer; one that cannot be reached says why. */
        get: operations["list_models"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Return the OpenAPI document. */
        get: operations["get_openapi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Do all four stages as one job. */
        post: operations["start_run"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/{run_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Return a run as it stands. */
        get: operations["get_run"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Give a run a title, pin it, share it. */
        patch: operations["describe_run"];
        trace?: never;
    };
    "/api/runs/{run_id}/bundle": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Return a run as one zip: record, files, declarations, and a page that replays it offline. */
        get: operations["get_bundle"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/{run_id}/entities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List everything that a run holds; texts are whole up to 64 kB. */
        get: operations["list_entities"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/{run_id}/entities/{n}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Return the bytes of an entity. */
        get: operations["get_entity"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/{run_id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Return a page of a run's events; with Accept: text/event-stream they are followed as they happen. */
        get: operations["list_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/{run_id}/fork": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begin a run again at a stage, as a new one: what came before is used again and not paid again. */
        post: operations["fork_run"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/schema/pipeline/generation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a medium of a prompt: stages 3 and 4, as a job. */
        post: operations["generation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/schema/pipeline/interception": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Rewrite a text from an attitude: stages 1 and 2a. */
        post: operations["interception"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/schema/pipeline/optimize": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Refine a text for one model: stage 2b. */
        post: operations["optimize"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/schema/pipeline/stage2": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rewrite a text from an attitude (the older name of /interception).
         * @deprecated
         * @description Rewrite a text from an attitude: stages 1 and 2a.
         */
        post: operations["stage2"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show every setting, where its value comes from, and for which providers there are keys; no secret is shown. */
        get: operations["get_settings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change settings: a JSON Merge Patch (RFC 7396), in force at once; runs that have begun keep theirs. */
        patch: operations["change_settings"];
        trace?: never;
    };
    "/api/settings/keys/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Store the key of a provider; it counts from the next call on and cannot be read again. */
        put: operations["put_key"];
        post?: never;
        /** Delete the stored key of a provider. */
        delete: operations["delete_key"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/settings/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask a provider whether it is there and accepts us; nothing that costs is asked for. */
        post: operations["test_provider"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/system/backends": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the backends, and which configs can run. */
        get: operations["list_backends"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/system/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tell whether the server can work: 503 says why it cannot, as while its database is gone. Waits for nothing. */
        get: operations["get_health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List jobs in pages. `total` is exact to 10,000; beyond, there are at least so many. */
        get: operations["list_jobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/jobs/totals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Count jobs by state, each exactly to 10,000; `status` does not matter. */
        get: operations["count_jobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/jobs/{run_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Return a job in detail: progress, place in the queue, times, tokens, cost, the last log lines. */
        get: operations["get_job"];
        put?: never;
        post?: never;
        /** Delete a job that has ended, its rows and its files; one that is pinned is unpinned first. Costs stay in sums. */
        delete: operations["delete_job"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/jobs/{run_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancel a job that has not ended; what it costs so far stays in the ledger. */
        post: operations["cancel_job"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/jobs/{run_id}/download/{format}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Fetch a job as json or zip, or its newest medium of a format. */
        get: operations["download_job"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/jobs/{run_id}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Return the whole record of a job as one document, without secrets. */
        get: operations["export_job"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/jobs/{run_id}/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Return a page of a job's log lines; with `follow` they are sent as they happen. */
        get: operations["get_job_log"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/jobs/{run_id}/result": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Return what came of a job that nothing works on any more, and where it can be fetched. */
        get: operations["get_job_result"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/jobs/{run_id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Do an ended run anew as a new one: the same declarations, texts and seed. */
        post: operations["retry_job"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/problems/{slug}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Explain a problem type, as JSON or as a page. */
        get: operations["get_problem"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * Accepted
         * @description A job that goes on in the background.
         */
        Accepted: {
            /** Run Id */
            run_id: string;
            /**
             * Status
             * @enum {string}
             */
            status: "pending" | "running" | "waiting" | "open" | "completed" | "failed" | "refused" | "cancelled" | "interrupted";
            /** Attempt */
            attempt: number;
            /** Last Seq */
            last_seq: number;
            urls: components["schemas"]["Urls"];
        };
        /**
         * Availability
         * @description Whether a backend can do something now; `missing` names what it lacks.
         *
         *     `reason` is in English until `in_language` says it otherwise; without `reasons` it stays as it is.
         */
        Availability: {
            /** State */
            state: string;
            /**
             * Reason
             * @default
             */
            reason?: string;
            /**
             * Missing
             * @default []
             */
            missing?: string[];
            /**
             * Cause
             * @default
             * @enum {string}
             */
            cause?: "" | "missing_node" | "missing_file" | "missing_choice" | "missing_model" | "server_down" | "not_configured" | "no_key" | "resting";
            /**
             * Files
             * @default []
             */
            files?: components["schemas"]["ModelFile"][];
        };
        /**
         * BackendView
         * @description A backend: its limits, whether it can be had, and what it says of itself.
         *
         *     `resting` are models that failed several times in a row and are left alone for a while, `lifecycle` those in use
         *     that end.
         */
        BackendView: {
            /** Name */
            name: string;
            /** Concurrency */
            concurrency: number;
            /** Timeout */
            timeout: number;
            /** Charges */
            charges: boolean;
            availability: components["schemas"]["Availability"];
            /** Resting */
            resting: components["schemas"]["Resting"][];
            /** Lifecycle */
            lifecycle: components["schemas"]["Lifecycle"][];
            /** Details */
            details: {
                [key: string]: unknown;
            };
        };
        /**
         * Backends
         * @description All backends, and what can run on them.
         */
        Backends: {
            /** Backends */
            backends: components["schemas"]["BackendView"][];
            /** Configs */
            configs: components["schemas"]["ConfigState"][];
        };
        /**
         * CallView
         * @description One call of a run: who answered, how long it took in seconds, what it used and what it cost in USD.
         *
         *     `repetition` counts how often it was made before without an answer; `maybe_paid_twice`: one of those may be paid.
         */
        CallView: {
            /** Stage */
            stage: string;
            /** Attempt */
            attempt: number;
            /** Provider */
            provider: string;
            /** Model */
            model: string;
            /**
             * State
             * @enum {string}
             */
            state: "sent" | "answered";
            /** Outcome */
            outcome: string | null;
            /**
             * Sent At
             * Format: date-time
             */
            sent_at: string;
            /** Seconds */
            seconds: number | null;
            /** Prompt Tokens */
            prompt_tokens: number | null;
            /** Completion Tokens */
            completion_tokens: number | null;
            /** Cost Usd */
            cost_usd: number | null;
            /**
             * Cost Source
             * @enum {string}
             */
            cost_source: "reported" | "listed" | "estimated" | "unknown";
            /** Price Version */
            price_version: string | null;
            /** Repetition */
            repetition: number;
            /** Maybe Paid Twice */
            maybe_paid_twice: boolean;
        };
        /**
         * CategoryView
         * @description A reason for which texts are stopped, and what the writer can change.
         */
        CategoryView: {
            /** Id */
            id: string;
            /** Label */
            label: string;
            /** Reason */
            reason: string;
            /** Hint */
            hint: string;
        };
        /**
         * ChatServer
         * @description An OpenAI-compatible server; `name` is its provider, `free` declares that its calls cost nothing.
         */
        ChatServer: {
            /**
             * Headers
             * @default {}
             */
            headers?: {
                [key: string]: string;
            };
            /**
             * Limit
             * @default 256
             */
            limit?: number;
            /**
             * Connect Seconds
             * @default 10
             */
            connect_seconds?: number;
            /**
             * Read Seconds
             * @default 300
             */
            read_seconds?: number;
            /**
             * Total Seconds
             * @default 900
             */
            total_seconds?: number;
            /** Url */
            url: string;
            /** Name */
            name: string;
            /**
             * Free
             * @default false
             */
            free?: boolean;
        };
        /**
         * ComfyServer
         * @description A ComfyUI server: a name for people, its address, and headers for a proxy before it.
         *
         *     Of `limit` prompts that it gets at once one runs and the others wait there; more than two gain nothing.
         */
        ComfyServer: {
            /** Name */
            name: string;
            /** Url */
            url: string;
            /**
             * Headers
             * @default {}
             */
            headers?: {
                [key: string]: string;
            };
            /**
             * Limit
             * @default 2
             */
            limit?: number;
        };
        /**
         * ConfigDetail
         * @description A config with its attitude and the JSON Schema of its parameters.
         */
        ConfigDetail: {
            /** Id */
            id: string;
            /** Kind */
            kind: string;
            /** Name */
            name: string;
            /** Description */
            description: string;
            /** Category */
            category: string;
            /** Media Type */
            media_type: string | null;
            /** Backend */
            backend: string | null;
            availability: components["schemas"]["Availability"];
            /** Lifecycle */
            lifecycle: components["schemas"]["Lifecycle"][];
            /**
             * Verified
             * @description False where nobody has seen the graph run on a real server.
             */
            verified: boolean;
            /** Estimated Seconds */
            estimated_seconds: number | null;
            cost: components["schemas"]["ExpectedCost"];
            /** Display */
            display: {
                [key: string]: unknown;
            };
            /** Tags */
            tags: string[];
            /** Audience */
            audience: {
                [key: string]: unknown;
            };
            /** Context */
            context: string;
            /** Optimization Instruction */
            optimization_instruction: string | null;
            /** Parameters */
            parameters: {
                [key: string]: unknown;
            };
            /** Inputs */
            inputs: string[];
        };
        /**
         * ConfigState
         * @description What a config is called, whether it can run now, or why not, and which of its models end.
         */
        ConfigState: {
            /** Id */
            id: string;
            /** Kind */
            kind: string;
            /** Name */
            name: string;
            /** Description */
            description: string;
            /** Verified */
            verified: boolean;
            availability: components["schemas"]["Availability"];
            /** Lifecycle */
            lifecycle: components["schemas"]["Lifecycle"][];
        };
        /**
         * ConfigView
         * @description A config as a list shows it.
         */
        ConfigView: {
            /** Id */
            id: string;
            /** Kind */
            kind: string;
            /** Name */
            name: string;
            /** Description */
            description: string;
            /** Category */
            category: string;
            /** Media Type */
            media_type: string | null;
            /** Backend */
            backend: string | null;
            availability: components["schemas"]["Availability"];
            /** Lifecycle */
            lifecycle: components["schemas"]["Lifecycle"][];
            /**
             * Verified
             * @description False where nobody has seen the graph run on a real server.
             */
            verified: boolean;
            /** Estimated Seconds */
            estimated_seconds: number | null;
            cost: components["schemas"]["ExpectedCost"];
            /** Display */
            display: {
                [key: string]: unknown;
            };
            /** Tags */
            tags: string[];
            /** Audience */
            audience: {
                [key: string]: unknown;
            };
        };
        /**
         * Configs
         * @description Configs in the order in which they are shown.
         */
        Configs: {
            /** Configs */
            configs: components["schemas"]["ConfigView"][];
        };
        /**
         * Cost
         * @description What calls cost together, in USD, as far as it is known: `unknown` counts the calls whose cost nobody knows.
         *
         *     `usd` is None where there is nothing but unknown costs and calls for nothing; `complete` tells that none is unknown.
         *     `source` is that of the least certain part. A call for which nothing was done is none. `maybe_paid_twice` counts the
         *     calls that repeat one which may have been paid.
         */
        Cost: {
            /** Usd */
            usd: number | null;
            /**
             * Source
             * @enum {string}
             */
            source: "reported" | "listed" | "estimated" | "unknown";
            /** Complete */
            complete: boolean;
            /** Calls */
            calls: number;
            /** Unknown */
            unknown: number;
            /** Maybe Paid Twice */
            maybe_paid_twice: number;
        };
        /**
         * Costs
         * @description What calls have cost from one time up to another; `more` tells that there are further groups.
         */
        Costs: {
            /**
             * Since
             * Format: date-time
             */
            since: string;
            /**
             * Until
             * Format: date-time
             */
            until: string;
            /**
             * Group By
             * @enum {string}
             */
            group_by: "run" | "model" | "provider" | "stage" | "day";
            total: components["schemas"]["Sums"];
            /** Groups */
            groups: components["schemas"]["GroupSums"][];
            /** More */
            more: boolean;
        };
        /**
         * DecisionBody
         * @description What a person decides at a gate.
         */
        DecisionBody: {
            /**
             * Decision
             * @description retry: make the call once more; fail: end the run.
             * @enum {string}
             */
            decision: "retry" | "fail";
        };
        /**
         * DeclarationView
         * @description A file of declarations. `path` is relative to its layer; `served`: it is what its id stands for.
         */
        DeclarationView: {
            /** Id */
            id: string;
            /** Kind */
            kind: string;
            /** Layer */
            layer: string;
            /** Path */
            path: string;
            /** Valid */
            valid: boolean;
            /** Served */
            served: boolean;
            /** Reports */
            reports: components["schemas"]["ReportView"][];
        };
        /**
         * Declarations
         * @description Every file of declarations.
         */
        Declarations: {
            /** Declarations */
            declarations: components["schemas"]["DeclarationView"][];
        };
        /**
         * Deleted
         * @description A job that is no more.
         */
        Deleted: {
            /** Job Id */
            job_id: string;
            /**
             * Deleted
             * @default true
             */
            deleted?: boolean;
        };
        /**
         * DescriptionBody
         * @description What people say of a run; what is not sent stays as it is. A null title takes it away.
         */
        DescriptionBody: {
            /**
             * Title
             * @default null
             */
            title?: string | null;
            /**
             * Pinned
             * @default false
             */
            pinned?: boolean;
            /**
             * Shared
             * @default false
             */
            shared?: boolean;
        };
        /**
         * Entities
         * @description Everything that a run holds, in the order made.
         */
        Entities: {
            /** Run Id */
            run_id: string;
            /** Entities */
            entities: components["schemas"]["EntityView"][];
        };
        /**
         * EntityView
         * @description One stored artefact. `text` is whole up to `WHOLE_TEXT` bytes, else `truncated`; None for what is no text.
         */
        EntityView: {
            /** N */
            n: number;
            /** Type */
            type: string;
            /** Stage */
            stage: string;
            /** Attempt */
            attempt: number;
            /** Mime */
            mime: string;
            /** Bytes */
            bytes: number;
            /** Sha256 */
            sha256: string;
            /** Producer */
            producer: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Seconds */
            seconds: number | null;
            /** Seed */
            seed: number | null;
            /** Media Type */
            media_type: string | null;
            /** Index */
            index: number | null;
            /** Format */
            format: string | null;
            /** Blocked */
            blocked: boolean;
            /** Meta */
            meta: {
                [key: string]: unknown;
            };
            /** Url */
            url: string | null;
            /** Text */
            text: string | null;
            /** Truncated */
            truncated: boolean;
        };
        /**
         * Estimate
         * @description When a job will be done (UTC), and the seconds until then.
         */
        Estimate: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Seconds */
            seconds: number;
        };
        /**
         * Event
         * @description An event as every transport carries it.
         */
        Event: {
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
         * EventPage
         * @description Stored events of a run after a place; `more` tells that there are further ones, `last_seq` is the newest.
         */
        EventPage: {
            /** Run Id */
            run_id: string;
            /** Events */
            events: components["schemas"]["Event"][];
            /** Last Seq */
            last_seq: number;
            /** More */
            more: boolean;
        };
        /**
         * ExpectedCost
         * @description What a call for a config costs, in USD, and where that comes from; None where nobody can tell before it.
         */
        ExpectedCost: {
            /** Usd */
            usd: number | null;
            /**
             * Source
             * @enum {string}
             */
            source: "reported" | "listed" | "estimated" | "unknown";
        };
        /**
         * FaultAnswer
         * @description One wrong value; `pointer` is a JSON pointer into the body, empty for a query or header.
         */
        FaultAnswer: {
            /** Pointer */
            pointer: string;
            /** Detail */
            detail: string;
            /** Params */
            params: {
                [key: string]: unknown;
            };
        };
        /**
         * Findings
         * @description All that was found in a workflow.
         */
        Findings: {
            /** Media Type */
            media_type: string;
            /** Parameters */
            parameters: components["schemas"]["FoundParameter"][];
            /** Inputs */
            inputs: components["schemas"]["FoundInput"][];
            /** Models */
            models: components["schemas"]["FoundModel"][];
            /** Outputs */
            outputs: components["schemas"]["FoundOutput"][];
        };
        /**
         * ForkBody
         * @description Begin a run again at a stage: what came before is used again and not paid again.
         */
        ForkBody: {
            /**
             * From Stage
             * @description The first stage that is done anew; media begins with the output check.
             * @enum {string}
             */
            from_stage: "input" | "interception" | "optimization" | "media";
            /**
             * @default {
             *       "language": null,
             *       "safety_level": null,
             *       "text": null,
             *       "config": null,
             *       "context_prompt": null,
             *       "output_config": null,
             *       "parameters": null,
             *       "seed": null,
             *       "priority": null,
             *       "timeout_seconds": null
             *     }
             */
            changes?: components["schemas"]["ForkChanges"];
        };
        /**
         * ForkChanges
         * @description What is other in the new run; what is not sent stays as it was.
         */
        ForkChanges: {
            /**
             * Language
             * @description Language of texts and problems; else Accept-Language.
             * @default null
             */
            language?: string | null;
            /**
             * Safety Level
             * @description kids, youth, adult or research; may only tighten.
             * @default null
             */
            safety_level?: string | null;
            /**
             * Text
             * @description The text that the stage begins with.
             * @default null
             */
            text?: string | null;
            /**
             * Config
             * @description Id of an interception config.
             * @default null
             */
            config?: string | null;
            /**
             * Context Prompt
             * @description An attitude in own words; null goes back to the config's.
             * @default null
             */
            context_prompt?: string | null;
            /**
             * Output Config
             * @description Id of an output config.
             * @default null
             */
            output_config?: string | null;
            /**
             * Parameters
             * @description In place of all that there were.
             * @default null
             */
            parameters?: {
                [key: string]: unknown;
            } | null;
            /**
             * Seed
             * @default null
             */
            seed?: (number | "random") | null;
            /**
             * Priority
             * @default null
             */
            priority?: number | null;
            /**
             * Timeout Seconds
             * @description null takes the limit away.
             * @default null
             */
            timeout_seconds?: number | null;
        };
        /**
         * FoundInput
         * @description A file that a person brings.
         */
        FoundInput: {
            /** Name */
            name: string;
            /** Required */
            required: boolean;
            place: components["schemas"]["Spot"];
        };
        /**
         * FoundModel
         * @description A model file that the workflow loads; `kind` is checkpoint, unet, clip, vae, lora, upscale_model and the like.
         */
        FoundModel: {
            /** Kind */
            kind: string;
            /** File */
            file: string;
            place: components["schemas"]["Spot"];
        };
        /**
         * FoundOutput
         * @description A node that gives a medium; `taken` is the one whose files are kept here.
         */
        FoundOutput: {
            /** Node Id */
            node_id: string;
            /** Node Class */
            node_class: string;
            /** Media Type */
            media_type: string;
            /** Format */
            format: string;
            /** Taken */
            taken: boolean;
        };
        /**
         * FoundParameter
         * @description A parameter, the value that the workflow had, and every place where it goes.
         */
        FoundParameter: {
            /** Name */
            name: string;
            /** Value */
            value: unknown;
            /** Places */
            places: components["schemas"]["Spot"][];
        };
        /**
         * GatePage
         * @description A page of gates, the newest first; `next` is the cursor of the following one, None at the end.
         */
        GatePage: {
            /** Gates */
            gates: components["schemas"]["GateView"][];
            total: components["schemas"]["Total"];
            /** Next */
            next: string | null;
        };
        /**
         * GateView
         * @description A gate: what it asks, until when, and what was decided. Without `decision` an expired one counts as `fail`.
         */
        GateView: {
            /** Gate Id */
            gate_id: string;
            /** Run Id */
            run_id: string;
            /** Attempt */
            attempt: number;
            /** Stage */
            stage: string;
            /**
             * Kind
             * @constant
             */
            kind: "unknown_payment";
            /**
             * State
             * @enum {string}
             */
            state: "open" | "decided" | "expired";
            asks: components["schemas"]["UnknownPayment"];
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Deadline At
             * Format: date-time
             */
            deadline_at: string;
            /** Decided At */
            decided_at: string | null;
            /** Decision */
            decision: ("retry" | "fail" | "cancel") | null;
            /** Decided By */
            decided_by: string | null;
        };
        /**
         * GenerationBody
         * @description Make a medium of a prompt.
         */
        GenerationBody: {
            /**
             * Language
             * @description Language of texts and problems; else Accept-Language.
             * @default null
             */
            language?: string | null;
            /**
             * Safety Level
             * @description kids, youth, adult or research; may only tighten.
             * @default null
             */
            safety_level?: string | null;
            /**
             * Priority
             * @description A higher one goes first among the calls of the same person that wait.
             * @default 0
             */
            priority?: number;
            /**
             * Timeout Seconds
             * @description Seconds from now after which it is given up, with all that waits; else it takes its time.
             * @default null
             */
            timeout_seconds?: number | null;
            /**
             * Prompt
             * @default null
             */
            prompt?: string | null;
            /**
             * Output Config
             * @default null
             */
            output_config?: string | null;
            /**
             * Run Id
             * @default null
             */
            run_id?: string | null;
            /**
             * Parent Run Id
             * @description Begin a run of its own from this one, which may be at work; counts where no run_id is sent.
             * @default null
             */
            parent_run_id?: string | null;
            /**
             * Parameters
             * @default {}
             */
            parameters?: {
                [key: string]: unknown;
            };
            /**
             * Seed
             * @default null
             */
            seed?: (number | "random") | null;
            /**
             * Inputs
             * @default {}
             */
            inputs?: {
                [key: string]: components["schemas"]["Input"];
            };
        };
        /**
         * GroupSums
         * @description The sums of one run, model, provider, stage or day.
         */
        GroupSums: {
            /** Calls */
            calls: number;
            /** Usd */
            usd: number | null;
            /** Complete */
            complete: boolean;
            /** Unknown */
            unknown: number;
            /** Open */
            open: number;
            /** Maybe Paid Twice */
            maybe_paid_twice: number;
            /** Reported Usd */
            reported_usd: number;
            /** Listed Usd */
            listed_usd: number;
            /** Estimated Usd */
            estimated_usd: number;
            /** Prompt Tokens */
            prompt_tokens: number;
            /** Completion Tokens */
            completion_tokens: number;
            /** Seconds */
            seconds: number;
            /** Key */
            key: string;
        };
        /**
         * Health
         * @description That the server is well: `ready`, or `stopping` while it ends.
         */
        Health: {
            /**
             * State
             * @enum {string}
             */
            state: "ready" | "stopping";
            /** Version */
            version: string;
            /**
             * Started At
             * Format: date-time
             */
            started_at: string;
        };
        /**
         * ImportAnswer
         * @description A workflow that became a config, which can be picked now.
         */
        ImportAnswer: {
            /** Name */
            name: string;
            /**
             * Server
             * @description The ComfyUI server that told types, limits and choices.
             */
            server: string | null;
            config: components["schemas"]["ImportedFile"];
            chunk: components["schemas"]["ImportedFile"];
            findings: components["schemas"]["Findings"];
            /** Undecided */
            undecided: components["schemas"]["UndecidedAnswer"][];
        };
        /**
         * ImportBody
         * @description A ComfyUI workflow that becomes a config. `force` replaces the declarations of this name.
         */
        ImportBody: {
            /**
             * Name
             * @description The id of the new config.
             */
            name: string;
            /**
             * Workflow
             * @description The graph in API format, as ComfyUI exports it.
             */
            workflow: {
                [key: string]: unknown;
            };
            /**
             * Server
             * @description Name of a ComfyUI server to ask; without it, all are asked.
             * @default null
             */
            server?: string | null;
            /**
             * Force
             * @default false
             */
            force?: boolean;
        };
        /**
         * Imported
         * @description Where a run came from that was made elsewhere: when it was brought here, and in which bundle.
         *
         *     `version` is that of the program that wrote the bundle, `sha256` that of its file.
         */
        Imported: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Version */
            version: string;
            /** Sha256 */
            sha256: string;
        };
        /**
         * ImportedFile
         * @description A declaration that was written: its id, its path below the folder of declarations, and what stands in it.
         */
        ImportedFile: {
            /** Id */
            id: string;
            /** Path */
            path: string;
            /** Declaration */
            declaration: {
                [key: string]: unknown;
            };
        };
        /**
         * Input
         * @description Where an input comes from: an upload, or an output of a run.
         */
        Input: {
            /**
             * Upload Id
             * @default null
             */
            upload_id?: string | null;
            /**
             * Run Id
             * @default null
             */
            run_id?: string | null;
            /**
             * Type
             * @default image
             * @enum {string}
             */
            type?: "image" | "audio" | "music" | "video" | "midi" | "sonicpi" | "p5" | "tonejs" | "3d" | "text" | "card";
            /**
             * Index
             * @default null
             */
            index?: number | null;
        };
        /**
         * Interception
         * @description What an attitude made of a text; a refusal is a result, with `refusal` instead of a text.
         */
        Interception: {
            /** Run Id */
            run_id: string;
            /**
             * Status
             * @enum {string}
             */
            status: "pending" | "running" | "waiting" | "open" | "completed" | "failed" | "refused" | "cancelled" | "interrupted";
            /** Attempt */
            attempt: number;
            /**
             * Passed Through
             * @description The text went on unchanged, without a call.
             */
            passed_through: boolean;
            /**
             * Reason
             * @description Why it went on unchanged.
             */
            reason: string | null;
            refusal: components["schemas"]["Refusal"] | null;
            /** Seed */
            seed: number;
            /** Language */
            language: string;
            /** Safety Level */
            safety_level: string;
            /** Last Seq */
            last_seq: number;
            /** Interception Result */
            interception_result: string | null;
        };
        /**
         * InterceptionBody
         * @description Rewrite a text from an attitude. Without `run_id` it makes a run; what is not sent falls back to the run.
         */
        InterceptionBody: {
            /**
             * Language
             * @description Language of texts and problems; else Accept-Language.
             * @default null
             */
            language?: string | null;
            /**
             * Safety Level
             * @description kids, youth, adult or research; may only tighten.
             * @default null
             */
            safety_level?: string | null;
            /**
             * Priority
             * @description A higher one goes first among the calls of the same person that wait.
             * @default 0
             */
            priority?: number;
            /**
             * Timeout Seconds
             * @description Seconds from now after which it is given up, with all that waits; else it takes its time.
             * @default null
             */
            timeout_seconds?: number | null;
            /**
             * Input Text
             * @default null
             */
            input_text?: string | null;
            /**
             * Config
             * @description Id of an interception config.
             * @default null
             */
            config?: string | null;
            /**
             * Context Prompt
             * @description An attitude in own words, instead of the config's.
             * @default null
             */
            context_prompt?: string | null;
            /**
             * Run Id
             * @default null
             */
            run_id?: string | null;
            /**
             * Seed
             * @default null
             */
            seed?: (number | "random") | null;
        };
        /**
         * JobAnswer
         * @description A job in detail.
         */
        JobAnswer: {
            /** Job Id */
            job_id: string;
            /**
             * Kind
             * @default run
             * @constant
             */
            kind?: "run";
            /**
             * Status
             * @enum {string}
             */
            status: "pending" | "running" | "waiting" | "open" | "completed" | "failed" | "refused" | "cancelled" | "interrupted";
            /** Gate */
            gate: string | null;
            /**
             * Action
             * @enum {string}
             */
            action: "interception" | "optimization" | "generation" | "run";
            /** Stage */
            stage: string | null;
            /** Attempt */
            attempt: number;
            progress: components["schemas"]["Progress"] | null;
            queue: components["schemas"]["devserver__engine__details__Place"] | null;
            /** Stages */
            stages: components["schemas"]["StageTiming"][];
            tokens: components["schemas"]["Tokens"];
            cost: components["schemas"]["Cost"];
            /** Generation Seconds */
            generation_seconds: number | null;
            /** Config */
            config: string | null;
            /** Output Config */
            output_config: string | null;
            /** Title */
            title: string | null;
            /** Pinned */
            pinned: boolean;
            /** Priority */
            priority: number;
            /** Timeout Seconds */
            timeout_seconds: number | null;
            /** Deadline At */
            deadline_at: string | null;
            estimated_completion: components["schemas"]["Estimate"] | null;
            /** Parent Run Id */
            parent_run_id: string | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
            /** Ended At */
            ended_at: string | null;
            /** Media */
            media: components["schemas"]["MediaView"][];
            /** Last Seq */
            last_seq: number;
            /** Log */
            log: components["schemas"]["LogLine"][];
            problem: components["schemas"]["ProblemAnswer"] | null;
        };
        /**
         * JobCost
         * @description What a job has cost, in USD as far as it is known; `unknown` counts the calls whose cost nobody knows.
         *
         *     `sources` tells where the costs of its calls come from.
         */
        JobCost: {
            /** Usd */
            usd: number | null;
            /** Complete */
            complete: boolean;
            /** Unknown */
            unknown: number;
            /** Sources */
            sources: ("reported" | "listed" | "estimated" | "unknown")[];
        };
        /**
         * JobLine
         * @description A job in a list. `text` is the beginning of what its person sent last; `duration_seconds` the time of its work.
         *
         *     `estimated_completion` is when a job that is at work will be done, where that is known.
         *     `gate` is the id of the gate at which it waits.
         */
        JobLine: {
            /** Job Id */
            job_id: string;
            /**
             * Kind
             * @default run
             * @constant
             */
            kind?: "run";
            /**
             * Status
             * @enum {string}
             */
            status: "pending" | "running" | "waiting" | "open" | "completed" | "failed" | "refused" | "cancelled" | "interrupted";
            /** Gate */
            gate: string | null;
            /** Stage */
            stage: string | null;
            /** Media Type */
            media_type: string | null;
            /** Config */
            config: string | null;
            /** Output Config */
            output_config: string | null;
            /** Model */
            model: string | null;
            /** Title */
            title: string | null;
            /** Text */
            text: string;
            /** Pinned */
            pinned: boolean;
            /** Priority */
            priority: number;
            /** Deadline At */
            deadline_at: string | null;
            estimated_completion: components["schemas"]["Estimate"] | null;
            /** Parent Run Id */
            parent_run_id: string | null;
            cost: components["schemas"]["JobCost"];
            /** Duration Seconds */
            duration_seconds: number | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
            /** Ended At */
            ended_at: string | null;
        };
        /**
         * JobPage
         * @description A page of jobs; `next` is the cursor of the following one, None at the end.
         */
        JobPage: {
            /** Jobs */
            jobs: components["schemas"]["JobLine"][];
            total: components["schemas"]["Total"];
            /** Next */
            next: string | null;
        };
        /**
         * KeyBody
         * @description A key of a provider.
         */
        KeyBody: {
            /**
             * Value
             * Format: password
             */
            value: string;
        };
        /**
         * KeyView
         * @description Whether there is a key for a provider, and where; nothing of the key itself.
         *
         *     `stored` tells that there is a file with a key, which has no effect where the environment holds one too. `usable`:
         *     it can be sent.
         */
        KeyView: {
            /** Provider */
            provider: string;
            /** Variable */
            variable: string;
            /** Source */
            source: ("environment" | "stored") | null;
            /** Stored */
            stored: boolean;
            /** Usable */
            usable: boolean;
        };
        /**
         * Lifecycle
         * @description A model that ends soon, or has ended; `days_left` counts from today (UTC) and is negative after the last day.
         */
        Lifecycle: {
            /** Model */
            model: string;
            /**
             * State
             * @enum {string}
             */
            state: "ends_soon" | "ended";
            /**
             * Shutdown Date
             * Format: date
             */
            shutdown_date: string;
            /** Days Left */
            days_left: number;
            /** Successor */
            successor: string;
            /**
             * Source
             * @enum {string}
             */
            source: "declared" | "listed";
            /** Message */
            message: string;
        };
        /**
         * Limits
         * @description What holds for calls to one server: further headers, the most calls in flight, how long to wait.
         *
         *     Seconds are those to connect, between two pieces of an answer, and of a whole call.
         */
        Limits: {
            /**
             * Headers
             * @default {}
             */
            headers?: {
                [key: string]: string;
            };
            /**
             * Limit
             * @default 256
             */
            limit?: number;
            /**
             * Connect Seconds
             * @default 10
             */
            connect_seconds?: number;
            /**
             * Read Seconds
             * @default 300
             */
            read_seconds?: number;
            /**
             * Total Seconds
             * @default 900
             */
            total_seconds?: number;
        };
        /**
         * LogLine
         * @description One stored event of a job; `seq` is its place, and `text` has no line break.
         */
        LogLine: {
            /** Seq */
            seq: number;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * Level
             * @enum {string}
             */
            level: "info" | "warning" | "error";
            /** Type */
            type: string;
            /** Text */
            text: string;
        };
        /**
         * LogPage
         * @description Lines of a job after a place; `more` tells that there are further ones, `last_seq` is the newest.
         */
        LogPage: {
            /** Job Id */
            job_id: string;
            /** Lines */
            lines: components["schemas"]["LogLine"][];
            /** Last Seq */
            last_seq: number;
            /** More */
            more: boolean;
        };
        /**
         * MediaInfo
         * @description The outputs of a run that can be fetched, in the order made.
         */
        MediaInfo: {
            /** Run Id */
            run_id: string;
            /** Media */
            media: components["schemas"]["MediaView"][];
        };
        /**
         * MediaView
         * @description One output of a run and where it can be fetched.
         */
        MediaView: {
            /** Type */
            type: string;
            /** Index */
            index: number;
            /** Formats */
            formats: string[];
            /** Mime */
            mime: string;
            /** Bytes */
            bytes: number;
            /** Url */
            url: string;
            /** Seed */
            seed: number | null;
            /** Attempt */
            attempt: number;
            /** Meta */
            meta: {
                [key: string]: unknown;
            };
        };
        /**
         * ModelFile
         * @description A model file to install; `folder` is where it goes below ComfyUI's own folder, "" where nobody knows.
         */
        ModelFile: {
            /** Name */
            name: string;
            /**
             * Folder
             * @default
             */
            folder?: string;
        };
        /**
         * Offer
         * @description The models of a provider; where its list cannot be had, `availability` says why, and the last one is shown.
         */
        Offer: {
            /** Provider */
            provider: string;
            availability: components["schemas"]["Availability"];
            /** Asked At */
            asked_at: string | null;
            /** Models */
            models: components["schemas"]["OfferedModel"][];
        };
        /**
         * OfferedModel
         * @description One model; `id` is what a setting takes. `modalities` are what goes in and what comes out, where that is told.
         */
        OfferedModel: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Input Modalities */
            input_modalities: string[];
            /** Output Modalities */
            output_modalities: string[];
            /** Shutdown Date */
            shutdown_date: string | null;
        };
        /**
         * Offers
         * @description Models by provider.
         */
        Offers: {
            /** Providers */
            providers: components["schemas"]["Offer"][];
        };
        /**
         * Optimization
         * @description A text refined for one model, or the text itself where the model asks for nothing.
         */
        Optimization: {
            /** Run Id */
            run_id: string;
            /**
             * Status
             * @enum {string}
             */
            status: "pending" | "running" | "waiting" | "open" | "completed" | "failed" | "refused" | "cancelled" | "interrupted";
            /** Attempt */
            attempt: number;
            /**
             * Passed Through
             * @description The text went on unchanged, without a call.
             */
            passed_through: boolean;
            /**
             * Reason
             * @description Why it went on unchanged.
             */
            reason: string | null;
            refusal: components["schemas"]["Refusal"] | null;
            /** Seed */
            seed: number;
            /** Language */
            language: string;
            /** Safety Level */
            safety_level: string;
            /** Last Seq */
            last_seq: number;
            /** Optimized Prompt */
            optimized_prompt: string | null;
            /** Optimization Applied */
            optimization_applied: boolean;
            /** Output Config */
            output_config: string | null;
        };
        /**
         * OptimizationBody
         * @description Refine a text for one model.
         */
        OptimizationBody: {
            /**
             * Language
             * @description Language of texts and problems; else Accept-Language.
             * @default null
             */
            language?: string | null;
            /**
             * Safety Level
             * @description kids, youth, adult or research; may only tighten.
             * @default null
             */
            safety_level?: string | null;
            /**
             * Priority
             * @description A higher one goes first among the calls of the same person that wait.
             * @default 0
             */
            priority?: number;
            /**
             * Timeout Seconds
             * @description Seconds from now after which it is given up, with all that waits; else it takes its time.
             * @default null
             */
            timeout_seconds?: number | null;
            /**
             * Input Text
             * @default null
             */
            input_text?: string | null;
            /**
             * Output Config
             * @description Id of an output config.
             * @default null
             */
            output_config?: string | null;
            /**
             * Run Id
             * @default null
             */
            run_id?: string | null;
            /**
             * Parent Run Id
             * @description Begin a run of its own from this one, which may be at work; counts where no run_id is sent.
             * @default null
             */
            parent_run_id?: string | null;
            /**
             * Seed
             * @default null
             */
            seed?: (number | "random") | null;
        };
        /**
         * Origin
         * @description The attempt of which a run is a repetition, from which stage on, and what it has from there without paying again.
         *
         *     Without `from_stage` everything was done anew, as it was resolved then.
         */
        Origin: {
            /** Run Id */
            run_id: string;
            /** Attempt */
            attempt: number;
            /**
             * From Stage
             * @default null
             */
            from_stage?: ("input" | "interception" | "optimization" | "media") | null;
            /**
             * Entities
             * @default []
             */
            entities?: components["schemas"]["ReusedEntity"][];
            /**
             * Calls
             * @default []
             */
            calls?: components["schemas"]["ReusedCall"][];
        };
        /**
         * Price
         * @description What one call of a model costs, in USD: the sum of the parts that are set.
         *
         *     `call` is for each call, `image` for each picture that comes out, the others for a million tokens of text. `at_most`
         *     is no price: it is what a call never exceeds, for budgets. `output_tokens` is the most tokens of an answer.
         */
        Price: {
            /**
             * Call
             * @default null
             */
            call?: number | null;
            /**
             * Image
             * @default null
             */
            image?: number | null;
            /**
             * Input Mtok
             * @default null
             */
            input_mtok?: number | null;
            /**
             * Output Mtok
             * @default null
             */
            output_mtok?: number | null;
            /**
             * At Most
             * @default null
             */
            at_most?: number | null;
            /**
             * Output Tokens
             * @default null
             */
            output_tokens?: number | null;
        };
        /**
         * ProblemAnswer
         * @description A problem (RFC 9457). `params` holds the values of `detail`; `faults` has one entry for each wrong value.
         */
        ProblemAnswer: {
            /**
             * Type
             * @description Where the problem type is explained: /problems/…
             */
            type: string;
            /** Title */
            title: string;
            /** Status */
            status: number;
            /** Detail */
            detail: string;
            /** Params */
            params: {
                [key: string]: unknown;
            };
            /**
             * Faults
             * @default []
             */
            faults?: components["schemas"]["FaultAnswer"][];
            /**
             * Instance
             * @default
             */
            instance?: string;
            /**
             * Run Id
             * @description The run that ended with this problem.
             * @default
             */
            run_id?: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * ProblemType
         * @description What a problem type means.
         */
        ProblemType: {
            /** Type */
            type: string;
            /** Slug */
            slug: string;
            /** Status */
            status: number;
            /** Title */
            title: string;
            /** Detail */
            detail: string;
        };
        /**
         * Progress
         * @description The share of the present stage that is done, 0 to 1.
         */
        Progress: {
            /** Stage */
            stage: string;
            /** Fraction */
            fraction: number;
            /** Note */
            note: string;
        };
        /**
         * ProviderBody
         * @description Which provider is asked.
         */
        ProviderBody: {
            /**
             * Provider
             * @description openai, openrouter, ollama, comfyui, swarmui, or the name of a server of yours.
             */
            provider: string;
        };
        /**
         * ProviderTest
         * @description How a provider answered when it was asked.
         */
        ProviderTest: {
            /** Provider */
            provider: string;
            /**
             * State
             * @enum {string}
             */
            state: "ok" | "refused" | "unreachable" | "not_configured";
            /**
             * Detail
             * @description The same as a sentence.
             */
            detail: string;
        };
        /**
         * Refusal
         * @description Why a check or a backend said no; `source` is word_list, model or backend.
         */
        Refusal: {
            /** Stage */
            stage: string;
            /** Level */
            level: string | null;
            /** Source */
            source: string;
            /** Categories */
            categories: components["schemas"]["CategoryView"][];
            /** Hits */
            hits: components["schemas"]["devserver__engine__explaining__Place"][];
            /** Reason */
            reason: string;
        };
        /**
         * ReportView
         * @description One thing to say of a file; line and column count from 1, `pointer` is a JSON pointer into the file.
         */
        ReportView: {
            /**
             * Severity
             * @enum {string}
             */
            severity: "error" | "warning" | "notice";
            /** Code */
            code: string;
            /** Line */
            line: number;
            /** Column */
            column: number;
            /** Pointer */
            pointer: string;
            /** Reason */
            reason: string;
            /** Hint */
            hint: string;
        };
        /**
         * Resting
         * @description A model that is left alone: for how many seconds yet, after how many failures in a row, and why.
         */
        Resting: {
            /** Model */
            model: string;
            /** Seconds */
            seconds: number;
            /** Failures */
            failures: number;
            /** Reason */
            reason: string;
        };
        /**
         * ResultAnswer
         * @description What came of a job.
         */
        ResultAnswer: {
            /** Job Id */
            job_id: string;
            /**
             * Status
             * @enum {string}
             */
            status: "pending" | "running" | "waiting" | "open" | "completed" | "failed" | "refused" | "cancelled" | "interrupted";
            /** Interception */
            interception: string | null;
            /** Optimization */
            optimization: string | null;
            /** Prompt */
            prompt: string | null;
            /** Media */
            media: components["schemas"]["MediaView"][];
            /** Downloads */
            downloads: {
                [key: string]: string;
            };
            refusal: components["schemas"]["Refusal"] | null;
            problem: components["schemas"]["ProblemAnswer"] | null;
        };
        /**
         * ReusedCall
         * @description A call of another run whose answer is used again; `key` finds its row in the ledger, whichever run holds it.
         */
        ReusedCall: {
            /** Key */
            key: string;
            /** Run Id */
            run_id: string;
            /** Stage */
            stage: string;
        };
        /**
         * ReusedEntity
         * @description The n-th entity of a run is a copy of the `source_n`-th of another.
         */
        ReusedEntity: {
            /** N */
            n: number;
            /** Run Id */
            run_id: string;
            /** Source N */
            source_n: number;
        };
        /**
         * RunAnswer
         * @description A run as it stands. `text` is the beginning of what its person sent last: it is called by it.
         */
        RunAnswer: {
            /** Run Id */
            run_id: string;
            /**
             * Status
             * @enum {string}
             */
            status: "pending" | "running" | "waiting" | "open" | "completed" | "failed" | "refused" | "cancelled" | "interrupted";
            /** Gate */
            gate: string | null;
            /** Stage */
            stage: string | null;
            /**
             * Action
             * @enum {string}
             */
            action: "interception" | "optimization" | "generation" | "run";
            /** Attempt */
            attempt: number;
            /** Config */
            config: string | null;
            /** Output Config */
            output_config: string | null;
            /** Language */
            language: string;
            /** Safety Level */
            safety_level: string;
            /** Seed */
            seed: number;
            /** Owner */
            owner: string;
            /** Title */
            title: string | null;
            /** Pinned */
            pinned: boolean;
            /** Shared */
            shared: boolean;
            /** Priority */
            priority: number;
            /** Timeout Seconds */
            timeout_seconds: number | null;
            /** Deadline At */
            deadline_at: string | null;
            /** Parent Run Id */
            parent_run_id: string | null;
            origin: components["schemas"]["Origin"] | null;
            imported: components["schemas"]["Imported"] | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
            /** Ended At */
            ended_at: string | null;
            /** Last Seq */
            last_seq: number;
            cost: components["schemas"]["Cost"];
            /** Calls */
            calls: components["schemas"]["CallView"][];
            /** Media */
            media: components["schemas"]["MediaView"][];
            /** Text */
            text: string;
            texts: components["schemas"]["Texts"];
            estimated_completion: components["schemas"]["Estimate"] | null;
            refusal: components["schemas"]["Refusal"] | null;
            problem: components["schemas"]["ProblemAnswer"] | null;
        };
        /**
         * RunBody
         * @description All four stages as one job.
         */
        RunBody: {
            /**
             * Language
             * @description Language of texts and problems; else Accept-Language.
             * @default null
             */
            language?: string | null;
            /**
             * Safety Level
             * @description kids, youth, adult or research; may only tighten.
             * @default null
             */
            safety_level?: string | null;
            /**
             * Priority
             * @description A higher one goes first among the calls of the same person that wait.
             * @default 0
             */
            priority?: number;
            /**
             * Timeout Seconds
             * @description Seconds from now after which it is given up, with all that waits; else it takes its time.
             * @default null
             */
            timeout_seconds?: number | null;
            /**
             * Input Text
             * @default null
             */
            input_text?: string | null;
            /**
             * Config
             * @default null
             */
            config?: string | null;
            /**
             * Output Config
             * @default null
             */
            output_config?: string | null;
            /**
             * Context Prompt
             * @default null
             */
            context_prompt?: string | null;
            /**
             * Parameters
             * @default {}
             */
            parameters?: {
                [key: string]: unknown;
            };
            /**
             * Seed
             * @default null
             */
            seed?: (number | "random") | null;
            /**
             * Inputs
             * @default {}
             */
            inputs?: {
                [key: string]: components["schemas"]["Input"];
            };
        };
        /**
         * Server
         * @description A server for text: its address and its limits.
         */
        Server: {
            /**
             * Headers
             * @default {}
             */
            headers?: {
                [key: string]: string;
            };
            /**
             * Limit
             * @default 256
             */
            limit?: number;
            /**
             * Connect Seconds
             * @default 10
             */
            connect_seconds?: number;
            /**
             * Read Seconds
             * @default 300
             */
            read_seconds?: number;
            /**
             * Total Seconds
             * @default 900
             */
            total_seconds?: number;
            /** Url */
            url: string;
        };
        /**
         * SettingView
         * @description A setting: its value without secrets, where it comes from, and whether it can be changed while the server runs.
         *
         *     `fixed_by` is what goes before what is set here, and has to be changed instead. `restart` tells that it counts from
         *     the next start on, and is set in the environment or devserver.toml only.
         */
        SettingView: {
            /** Name */
            name: string;
            /** Variable */
            variable: string;
            /** Value */
            value: unknown;
            /** Default */
            default: unknown;
            /**
             * Source
             * @enum {string}
             */
            source: "argument" | "environment" | "file" | "stored" | "default";
            /** Changeable */
            changeable: boolean;
            /** Fixed By */
            fixed_by: string | null;
            /** Restart */
            restart: boolean;
            /** Description */
            description: string;
            /** Value Schema */
            value_schema: {
                [key: string]: unknown;
            };
        };
        /**
         * SettingsBody
         * @description Settings to change, as a JSON Merge Patch (RFC 7396): null takes away what was set here.
         *
         *     Values are checked by the settings themselves, when they are put together.
         */
        SettingsBody: {
            /**
             * Safety Level
             * @description The loosest level that a request may use.
             * @default null
             */
            safety_level?: ("kids" | "youth" | "adult" | "research") | null;
            /**
             * Language
             * @description Language where a request names none.
             * @default null
             */
            language?: ("en" | "de") | null;
            /**
             * Text Limit
             * @description The most characters of a text that a person sends.
             * @default null
             */
            text_limit?: number | null;
            /**
             * Runs In Hand
             * @description The most runs that this process works on at once. Further ones wait until it, or another process on the same database, has room. What a person waits for at the page is always worked on at once.
             * @default null
             */
            runs_in_hand?: number | null;
            /**
             * Keep Days
             * @description Days for which ended runs are kept. Older ones are removed once a day, with their files, unless they are pinned; what they cost stays in the sums. Without it nothing is ever removed.
             * @default null
             */
            keep_days?: number | null;
            /**
             * Clean Hour
             * @description Hour (UTC) from which old runs are removed each day.
             * @default null
             */
            clean_hour?: number | null;
            /**
             * Ollama
             * @description Address of an Ollama server, such as `http://localhost:11434`; its models are `ollama/…`. A table may also hold `headers`, `limit` and seconds, as below.
             * @default null
             */
            ollama?: components["schemas"]["Server"] | null;
            /**
             * Openai Servers
             * @description OpenAI-compatible servers as `name=url`, separated by commas; each is a provider: `name/model`. The address ends where `/chat/completions` begins. In the file a table `[[openai_servers]]` each, with `name`, `url` and, where needed, `headers`, `limit` (calls in flight), `connect_seconds`, `read_seconds` (between two pieces of an answer), `total_seconds`, and `free = true` where its calls cost nothing. A key is `DEVSERVER_KEY_NAME`, or the file `keys/name.key` in the data folder.
             * @default null
             */
            openai_servers?: components["schemas"]["ChatServer"][] | null;
            /**
             * Comfyui
             * @description Addresses of ComfyUI servers, such as `http://localhost:8188`, separated by commas; calls go to the one that can do them soonest. In the file a table `[[comfyui]]` each, with `name`, `url` and, where needed, `headers` for a proxy before it, and `limit`, the most prompts that it gets at once (2).
             * @default null
             */
            comfyui?: components["schemas"]["ComfyServer"][] | null;
            /**
             * Comfyui Wait Seconds
             * @description Seconds for which a run waits while the ComfyUI servers that may be able to do it are down; then it fails and says what was missing.
             * @default null
             */
            comfyui_wait_seconds?: number | null;
            /**
             * Swarmui
             * @description Address of a SwarmUI server, such as `http://localhost:7801`. A table may also hold `headers`, `limit` (calls in flight) and seconds, as above; `total_seconds` counts the waiting in its line. Where it asks for accounts, a token is `DEVSERVER_KEY_SWARMUI`, or the file `keys/swarmui.key` in the data folder.
             * @default null
             */
            swarmui?: components["schemas"]["SwarmServer"] | null;
            /**
             * Openai Url
             * @description Base address of OpenAI. The key is `OPENAI_API_KEY`, or `keys/openai.key` in the data folder.
             * @default null
             */
            openai_url?: string | null;
            /**
             * Openai
             * @description A table `[openai]` in the file, or a JSON object: `headers`, `limit`, `connect_seconds`, `read_seconds`, `total_seconds`, as above.
             * @default null
             */
            openai?: components["schemas"]["Limits"] | null;
            /**
             * Openrouter Url
             * @description Base address of OpenRouter. The key is `OPENROUTER_API_KEY`, or `keys/openrouter.key` in the data folder.
             * @default null
             */
            openrouter_url?: string | null;
            /**
             * Openrouter
             * @description The same for OpenRouter, `[openrouter]`.
             * @default null
             */
            openrouter?: components["schemas"]["Limits"] | null;
            /**
             * Prices
             * @description What models cost, for those whose price nobody lists. In the file a table `[prices."provider/model"]` each, with `input_mtok` and `output_mtok` (a million tokens), `image` (each picture that comes out) or `call`, in USD; `at_most` is what a call never exceeds, for budgets. In the environment the same as JSON.
             * @default null
             */
            prices?: {
                [key: string]: components["schemas"]["Price"];
            } | null;
            /**
             * Budget Run Usd
             * @description The most that the calls of one run may cost together, in USD. A call that could exceed it is not sent, nor is one whose price nobody knows.
             * @default null
             */
            budget_run_usd?: number | null;
            /**
             * Budget Day Usd
             * @description The same for all calls of a day in UTC, of every run and every person.
             * @default null
             */
            budget_day_usd?: number | null;
            /**
             * Ask Above Usd
             * @description A call without an answer may have been paid. Where it may cost more than so many USD, or nobody knows its price, the run waits for a person's decision; else the call is made once more.
             * @default null
             */
            ask_above_usd?: number | null;
            /**
             * Gate Deadline Seconds
             * @description Seconds for which a run waits for a person's decision; then it fails.
             * @default null
             */
            gate_deadline_seconds?: number | null;
            /**
             * Input Check
             * @description Config that checks what a person wrote.
             * @default null
             */
            input_check?: string | null;
            /**
             * Output Check
             * @description Config that checks what is sent to a media model.
             * @default null
             */
            output_check?: string | null;
            /**
             * Picture Check
             * @description Config that checks pictures that were made.
             * @default null
             */
            picture_check?: string | null;
            /**
             * Input Picture Check
             * @description Config that checks pictures that come in.
             * @default null
             */
            input_picture_check?: string | null;
            /**
             * Translation
             * @description Config that translates.
             * @default null
             */
            translation?: string | null;
            /**
             * Optimization
             * @description Config that refines a text for one model.
             * @default null
             */
            optimization?: string | null;
            /**
             * Stage1 Text Model
             * @description Model that checks and translates the input; word lists always check.
             * @default null
             */
            stage1_text_model?: string | null;
            /**
             * Stage1 Vision Model
             * @description Model with eyes that checks pictures that come in; without one they are not looked at.
             * @default null
             */
            stage1_vision_model?: string | null;
            /**
             * Stage2 Interception Model
             * @description Model that rewrites from an attitude.
             * @default null
             */
            stage2_interception_model?: string | null;
            /**
             * Stage2 Optimization Model
             * @description Model that refines a text for one model.
             * @default null
             */
            stage2_optimization_model?: string | null;
            /**
             * Stage3 Model
             * @description Model that checks what is sent to a media model; word lists always check.
             * @default null
             */
            stage3_model?: string | null;
            /**
             * Stage4 Legacy Model
             * @description Model named by older output chunks.
             * @default null
             */
            stage4_legacy_model?: string | null;
            /**
             * Translation Model
             * @description Model that translates; without one a text passes through.
             * @default null
             */
            translation_model?: string | null;
            /**
             * Coding Model
             * @description Model that writes code; without one `stage2_optimization_model` does.
             * @default null
             */
            coding_model?: string | null;
            /**
             * Safety Model
             * @description Model named by further safety checks.
             * @default null
             */
            safety_model?: string | null;
            /**
             * Vlm Safety Model
             * @description Model with eyes that checks each picture before it can be seen; without one none is looked at.
             * @default null
             */
            vlm_safety_model?: string | null;
            /**
             * Dsgvo Verify Model
             * @description Model that looks for personal data.
             * @default null
             */
            dsgvo_verify_model?: string | null;
            /**
             * Image Analysis Model
             * @description Model that describes pictures that were made.
             * @default null
             */
            image_analysis_model?: string | null;
            /**
             * Chat Helper Model
             * @description Model that answers questions about the studio.
             * @default null
             */
            chat_helper_model?: string | null;
            /**
             * Local Default Model
             * @description Model for text chunks that name none.
             * @default null
             */
            local_default_model?: string | null;
            /**
             * Remote Advanced Model
             * @description Model that layered configs may name for hard texts.
             * @default null
             */
            remote_advanced_model?: string | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * SettingsView
         * @description All settings, and the keys of all providers that take one.
         */
        SettingsView: {
            /** Settings */
            settings: components["schemas"]["SettingView"][];
            /** Keys */
            keys: components["schemas"]["KeyView"][];
        };
        /**
         * Spot
         * @description An input of a node.
         */
        Spot: {
            /** Node Id */
            node_id: string;
            /** Node Class */
            node_class: string;
            /**
             * Title
             * @description What a person called the node; its class where nobody did.
             * @default
             */
            title?: string;
            /** Field */
            field: string;
        };
        /**
         * StageTiming
         * @description When a stage began and how many seconds it took; None while it is at work or where it never ended.
         *
         *     One that is `reused` was not done anew.
         */
        StageTiming: {
            /** Stage */
            stage: string;
            /** Attempt */
            attempt: number;
            /**
             * Status
             * @enum {string}
             */
            status: "started" | "completed" | "passed_through" | "reused";
            /**
             * Started At
             * Format: date-time
             */
            started_at: string;
            /** Seconds */
            seconds: number | null;
        };
        /**
         * StateTotals
         * @description How many jobs there are in each state, however few.
         */
        StateTotals: {
            /** States */
            states: {
                [key: string]: components["schemas"]["Total"];
            };
        };
        /**
         * Sums
         * @description What calls used and cost together: USD, tokens, seconds.
         *
         *     `usd` is None where nothing is known but calls for nothing. `reported_usd`, `listed_usd` and `estimated_usd` are its
         *     parts by where they come from, `unknown` counts the calls that are in none of them. Of the calls in `open` no answer
         *     has come: they are in flight, or were when their process ended. Those in `maybe_paid_twice` repeat one that may have
         *     been paid.
         */
        Sums: {
            /** Calls */
            calls: number;
            /** Usd */
            usd: number | null;
            /** Complete */
            complete: boolean;
            /** Unknown */
            unknown: number;
            /** Open */
            open: number;
            /** Maybe Paid Twice */
            maybe_paid_twice: number;
            /** Reported Usd */
            reported_usd: number;
            /** Listed Usd */
            listed_usd: number;
            /** Estimated Usd */
            estimated_usd: number;
            /** Prompt Tokens */
            prompt_tokens: number;
            /** Completion Tokens */
            completion_tokens: number;
            /** Seconds */
            seconds: number;
        };
        /**
         * SwarmServer
         * @description A SwarmUI server. It has a line of its own, in which a call may wait long for the graphics card.
         */
        SwarmServer: {
            /**
             * Headers
             * @default {}
             */
            headers?: {
                [key: string]: string;
            };
            /**
             * Limit
             * @default 64
             */
            limit?: number;
            /**
             * Connect Seconds
             * @default 10
             */
            connect_seconds?: number;
            /**
             * Read Seconds
             * @default 300
             */
            read_seconds?: number;
            /**
             * Total Seconds
             * @default 3600
             */
            total_seconds?: number;
            /** Url */
            url: string;
        };
        /**
         * Texts
         * @description The beginnings of a run's texts, edits before what they changed; `prompt` is what was sent to the media model.
         */
        Texts: {
            /** Input */
            input: string | null;
            /** Interception */
            interception: string | null;
            /** Optimization */
            optimization: string | null;
            /** Prompt */
            prompt: string | null;
        };
        /**
         * Tokens
         * @description Tokens of all calls together; `unknown` counts the text calls that did not say how many they used.
         */
        Tokens: {
            /** Prompt */
            prompt: number;
            /** Completion */
            completion: number;
            /** Unknown */
            unknown: number;
        };
        /**
         * Total
         * @description How many jobs there are: exactly `count`, or at least so many.
         */
        Total: {
            /** Count */
            count: number;
            /** At Least */
            at_least: boolean;
        };
        /**
         * UndecidedAnswer
         * @description Something that was not decided, with its sentence.
         */
        UndecidedAnswer: {
            /** Message */
            message: string;
            /**
             * Params
             * @default {}
             */
            params?: {
                [key: string]: unknown;
            };
            /** Detail */
            detail: string;
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
        /**
         * Upload
         * @description A picture that a person brought; sizes in bytes and pixels.
         */
        Upload: {
            /** Upload Id */
            upload_id: string;
            /** Mime */
            mime: string;
            /** Bytes */
            bytes: number;
            /** Sha256 */
            sha256: string;
            /** Width */
            width: number;
            /** Height */
            height: number;
        };
        /**
         * Urls
         * @description Where a run can be watched and read.
         */
        Urls: {
            /** Run */
            run: string;
            /** Events */
            events: string;
            /** Entities */
            entities: string;
            /** Media */
            media: string;
        };
        /**
         * Place
         * @description A place in the queue of a backend: 0 is next; seconds where they are known.
         */
        devserver__engine__details__Place: {
            /** Backend */
            backend: string;
            /** Position */
            position: number;
            /** Estimated Seconds */
            estimated_seconds: number | null;
            /** Reason */
            reason: string;
        };
        /**
         * Place
         * @description A place in the checked text, in characters: from `start` up to, not including, `end`.
         */
        devserver__engine__explaining__Place: {
            /** Start */
            start: number;
            /** End */
            end: number;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    list_configs: {
        parameters: {
            query?: {
                /** @description Language of texts and problems; else Accept-Language. */
                language?: string;
                /** @description Only configs of this kind. */
                kind?: "interception" | "output" | "safety_check" | "translation" | "other";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Configs"];
                };
            };
            /** @description The request cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Some values do not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Something in the server broke */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not available now */
            503: {
                headers: {
                    /** @description Seconds after which to come again. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
        };
    };
    list_interceptions: {
        parameters: {
            query?: {
                /** @description Language of texts and problems; else Accept-Language. */
                language?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Configs"];
                };
            };
            /** @description The request cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Some values do not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Something in the server broke */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not available now */
            503: {
                headers: {
                    /** @description Seconds after which to come again. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
        };
    };
    list_outputs: {
        parameters: {
            query?: {
                /** @description Language of texts and problems; else Accept-Language. */
                language?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Configs"];
                };
            };
            /** @description The request cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Some values do not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Something in the server broke */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not available now */
            503: {
                headers: {
                    /** @description Seconds after which to come again. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
        };
    };
    get_config: {
        parameters: {
            query?: {
                /** @description Language of texts and problems; else Accept-Language. */
                language?: string;
            };
            header?: never;
            path: {
                /** @example close_observer */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConfigDetail"];
                };
            };
            /** @description The request cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This does not exist */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Some values do not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Something in the server broke */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not available now */
            503: {
                headers: {
                    /** @description Seconds after which to come again. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
        };
    };
    get_costs: {
        parameters: {
            query?: {
                /** @description Language of texts and problems; else Accept-Language. */
                language?: string;
                /** @description From this time or day (UTC); 30 days before `until` without it. */
                since?: string;
                /** @description Up to this time or day (UTC), which is not in it; now without it. */
                until?: string;
                /** @description What is added up. */
                group_by?: "run" | "model" | "provider" | "stage" | "day";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Costs"];
                };
            };
            /** @description The request cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Some values do not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Something in the server broke */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not available now */
            503: {
                headers: {
                    /** @description Seconds after which to come again. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
        };
    };
    list_declarations: {
        parameters: {
            query?: {
                /** @description Language of texts and problems; else Accept-Language. */
                language?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Declarations"];
                };
            };
            /** @description The request cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Some values do not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Something in the server broke */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not available now */
            503: {
                headers: {
                    /** @description Seconds after which to come again. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
        };
    };
    get_docs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description The request cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Something in the server broke */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not available now */
            503: {
                headers: {
                    /** @description Seconds after which to come again. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
        };
    };
    list_gates: {
        parameters: {
            query?: {
                /** @description Language of texts and problems; else Accept-Language. */
                language?: string;
                /** @description open: somebody has to decide. */
                state?: "open" | "decided" | "expired";
                run_id?: string;
                /** @description What is asked there. */
                kind?: "unknown_payment";
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "gates": [
                     *         {
                     *           "gate_id": "gate_01JB0Q9C1D5E9F3G7H1J5K9M3N",
                     *           "run_id": "run_01JB0Q8Z6T3W5X7Y9A1B2C3D4E",
                     *           "attempt": 1,
                     *           "stage": "media",
                     *           "kind": "unknown_payment",
                     *           "state": "open",
                     *           "asks": {
                     *             "call": "476b2eead7bba7055a4da16b5c77317a3a37613f90b60e91a50a67032054fd70",
                     *             "chunk": "output_gpt_image",
                     *             "provider": "openai",
                     *             "model": "gpt-image-1",
                     *             "repetition": 0,
                     *             "estimate_source": "listed",
                     *             "estimate_usd": 0.042,
                     *             "lost": true,
                     *             "seconds": 6.7
                     *           },
                     *           "created_at": "2026-11-20T23:43:00.014795Z",
                     *           "deadline_at": "2026-11-21T23:43:00.014795Z",
                     *           "decided_at": null,
                     *           "decision": null,
                     *           "decided_by": null
                     *         }
                     *       ],
                     *       "total": {
                     *         "count": 1,
                     *         "at_least": false
                     *       },
                     *       "next": null
                     *     }
                     */
                    "application/json": components["schemas"]["GatePage"];
                };
            };
            /** @description The request cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Some values do not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "/problems/invalid-input",
                     *       "title": "Some values do not fit",
                     *       "status": 422,
                     *       "detail": "One value does not fit.",
                     *       "params": {
                     *         "count": 1
                     *       },
                     *       "faults": [
                     *         {
                     *           "pointer": "",
                     *           "detail": "There is no field 'sate'. Nearest names: none.",
                     *           "params": {
                     *             "name": "sate",
                     *             "nearest": [],
                     *             "in": "query",
                     *             "parameter": "sate"
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Something in the server broke */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not available now */
            503: {
                headers: {
                    /** @description Seconds after which to come again. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "/problems/unavailable",
                     *       "title": "This is not available now",
                     *       "status": 503,
                     *       "detail": "The database does not answer. What runs goes on when it is back; try again then.",
                     *       "params": {}
                     *     }
                     */
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
        };
    };
    get_gate: {
        parameters: {
            query?: {
                /** @description Language of texts and problems; else Accept-Language. */
                language?: string;
            };
            header?: never;
            path: {
                gate_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "gate_id": "gate_01JB0Q9C1D5E9F3G7H1J5K9M3N",
                     *       "run_id": "run_01JB0Q8Z6T3W5X7Y9A1B2C3D4E",
                     *       "attempt": 1,
                     *       "stage": "media",
                     *       "kind": "unknown_payment",
                     *       "state": "open",
                     *       "asks": {
                     *         "call": "476b2eead7bba7055a4da16b5c77317a3a37613f90b60e91a50a67032054fd70",
                     *         "chunk": "output_gpt_image",
                     *         "provider": "openai",
                     *         "model": "gpt-image-1",
                     *         "repetition": 0,
                     *         "estimate_source": "listed",
                     *         "estimate_usd": 0.042,
                     *         "lost": true,
                     *         "seconds": 6.7
                     *       },
                     *       "created_at": "2026-11-20T23:43:00.014795Z",
                     *       "deadline_at": "2026-11-21T23:43:00.014795Z",
                     *       "decided_at": null,
                     *       "decision": null,
                     *       "decided_by": null
                     *     }
                     */
                    "application/json": components["schemas"]["GateView"];
                };
            };
            /** @description The request cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This does not exist */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "/problems/not-found",
                     *       "title": "This does not exist",
                     *       "status": 404,
                     *       "detail": "There is no gate gate_01JB0Q9C1D5E9F3G7H1J5K9M3N.",
                     *       "params": {
                     *         "gate_id": "gate_01JB0Q9C1D5E9F3G7H1J5K9M3N"
                     *       }
                     *     }
                     */
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Some values do not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "/problems/invalid-input",
                     *       "title": "Some values do not fit",
                     *       "status": 422,
                     *       "detail": "One value does not fit.",
                     *       "params": {
                     *         "count": 1
                     *       },
                     *       "faults": [
                     *         {
                     *           "pointer": "",
                     *           "detail": "There is no field 'sate'. Nearest names: none.",
                     *           "params": {
                     *             "name": "sate",
                     *             "nearest": [],
                     *             "in": "query",
                     *             "parameter": "sate"
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Something in the server broke */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not available now */
            503: {
                headers: {
                    /** @description Seconds after which to come again. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "/problems/unavailable",
                     *       "title": "This is not available now",
                     *       "status": 503,
                     *       "detail": "The database does not answer. What runs goes on when it is back; try again then.",
                     *       "params": {}
                     *     }
                     */
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
        };
    };
    decide_gate: {
        parameters: {
            query?: {
                /** @description Language of texts and problems; else Accept-Language. */
                language?: string;
            };
            header?: never;
            path: {
                gate_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "decision": "retry"
                 *     }
                 */
                "application/json": components["schemas"]["DecisionBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "gate_id": "gate_01JB0Q9C1D5E9F3G7H1J5K9M3N",
                     *       "run_id": "run_01JB0Q8Z6T3W5X7Y9A1B2C3D4E",
                     *       "attempt": 1,
                     *       "stage": "media",
                     *       "kind": "unknown_payment",
                     *       "state": "decided",
                     *       "asks": {
                     *         "call": "476b2eead7bba7055a4da16b5c77317a3a37613f90b60e91a50a67032054fd70",
                     *         "chunk": "output_gpt_image",
                     *         "provider": "openai",
                     *         "model": "gpt-image-1",
                     *         "repetition": 0,
                     *         "estimate_source": "listed",
                     *         "estimate_usd": 0.042,
                     *         "lost": true,
                     *         "seconds": 6.7
                     *       },
                     *       "created_at": "2026-11-20T23:43:00.014795Z",
                     *       "deadline_at": "2026-11-21T23:43:00.014795Z",
                     *       "decided_at": "2026-11-20T23:50:00.014795Z",
                     *       "decision": "retry",
                     *       "decided_by": "local"
                     *     }
                     */
                    "application/json": components["schemas"]["GateView"];
                };
            };
            /** @description The request cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This does not exist */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "/problems/not-found",
                     *       "title": "This does not exist",
                     *       "status": 404,
                     *       "detail": "There is no gate gate_01JB0Q9C1D5E9F3G7H1J5K9M3N.",
                     *       "params": {
                     *         "gate_id": "gate_01JB0Q9C1D5E9F3G7H1J5K9M3N"
                     *       }
                     *     }
                     */
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This cannot be done now */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "/problems/conflict",
                     *       "title": "This cannot be done now",
                     *       "status": 409,
                     *       "detail": "The gate gate_01JB0Q9C1D5E9F3G7H1J5K9M3N is decided: nothing can be decided there any more. Look at the run run_01JB0Q8Z6T3W5X7Y9A1B2C3D4E for what came of it.",
                     *       "params": {
                     *         "gate_id": "gate_01JB0Q9C1D5E9F3G7H1J5K9M3N",
                     *         "run_id": "run_01JB0Q8Z6T3W5X7Y9A1B2C3D4E",
                     *         "state": "decided"
                     *       }
                     *     }
                     */
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This type is not read here */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Some values do not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "/problems/invalid-input",
                     *       "title": "Some values do not fit",
                     *       "status": 422,
                     *       "detail": "One value does not fit.",
                     *       "params": {
                     *         "count": 1
                     *       },
                     *       "faults": [
                     *         {
                     *           "pointer": "",
                     *           "detail": "There is no field 'sate'. Nearest names: none.",
                     *           "params": {
                     *             "name": "sate",
                     *             "nearest": [],
                     *             "in": "query",
                     *             "parameter": "sate"
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Something in the server broke */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not available now */
            503: {
                headers: {
                    /** @description Seconds after which to come again. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "/problems/unavailable",
                     *       "title": "This is not available now",
                     *       "status": 503,
                     *       "detail": "The database does not answer. What runs goes on when it is back; try again then.",
                     *       "params": {}
                     *     }
                     */
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
        };
    };
    import_workflow: {
        parameters: {
            query?: {
                /** @description Language of texts and problems; else Accept-Language. */
                language?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "harbour",
                 *       "workflow": {
                 *         "1": {
                 *           "class_type": "EmptyImage",
                 *           "inputs": {
                 *             "width": 512,
                 *             "height": 512,
                 *             "batch_size": 1,
                 *             "color": 0
                 *           }
                 *         },
                 *         "2": {
                 *           "class_type": "SaveImage",
                 *           "inputs": {
                 *             "images": [
                 *               "1",
                 *               0
                 *             ],
                 *             "filename_prefix": "harbour"
                 *           }
                 *         }
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["ImportBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    /** @description Where the new config can be read. */
                    Location: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportAnswer"];
                };
            };
            /** @description The request cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This does not exist */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This cannot be done now */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This type is not read here */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Some values do not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Something in the server broke */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not available now */
            503: {
                headers: {
                    /** @description Seconds after which to come again. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
        };
    };
    get_media_info: {
        parameters: {
            query?: {
                /** @description Language of texts and problems; else Accept-Language. */
                language?: string;
            };
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MediaInfo"];
                };
            };
            /** @description The request cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This does not exist */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Some values do not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Something in the server broke */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not available now */
            503: {
                headers: {
                    /** @description Seconds after which to come again. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
        };
    };
    upload: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /**
                     * Format: binary
                     * @description A picture: PNG, JPEG, WebP or GIF.
                     */
                    file: string;
                };
                "image/png": string;
                "image/jpeg": string;
                "image/webp": string;
                "image/gif": string;
            };
        };
        responses: {
            /** @description The picture is kept. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Upload"];
                };
            };
            /** @description The request cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This type is not read here */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Some values do not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Something in the server broke */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not available now */
            503: {
                headers: {
                    /** @description Seconds after which to come again. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
        };
    };
    get_media: {
        parameters: {
            query?: {
                /** @description Which encoding of the output; none is the preferred one. */
                format?: "flac" | "gif" | "glb" | "jpeg" | "jpg" | "js" | "json" | "m4a" | "md" | "mid" | "midi" | "mov" | "mp3" | "mp4" | "obj" | "ogg" | "opus" | "ply" | "png" | "rb" | "stl" | "svg" | "txt" | "wav" | "webm" | "webp";
            };
            header?: never;
            path: {
                type: "image" | "audio" | "music" | "video" | "midi" | "sonicpi" | "p5" | "tonejs" | "3d" | "text" | "card";
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The bytes, of the MIME type of their format, with ETag. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": string;
                };
            };
            /** @description The part that Range asked for. */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": string;
                };
            };
            /** @description Unchanged since the ETag of If-None-Match. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This does not exist */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Range asks for bytes that there are not. */
            416: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Something in the server broke */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not available now */
            503: {
                headers: {
                    /** @description Seconds after which to come again. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
        };
    };
    get_media_at: {
        parameters: {
            query?: {
                /** @description Which encoding of the output; none is the preferred one. */
                format?: "flac" | "gif" | "glb" | "jpeg" | "jpg" | "js" | "json" | "m4a" | "md" | "mid" | "midi" | "mov" | "mp3" | "mp4" | "obj" | "ogg" | "opus" | "ply" | "png" | "rb" | "stl" | "svg" | "txt" | "wav" | "webm" | "webp";
            };
            header?: never;
            path: {
                type: "image" | "audio" | "music" | "video" | "midi" | "sonicpi" | "p5" | "tonejs" | "3d" | "text" | "card";
                run_id: string;
                index: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The bytes, of the MIME type of their format, with ETag. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": string;
                };
            };
            /** @description The part that Range asked for. */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": string;
                };
            };
            /** @description Unchanged since the ETag of If-None-Match. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This does not exist */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Range asks for bytes that there are not. */
            416: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Something in the server broke */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not available now */
            503: {
                headers: {
                    /** @description Seconds after which to come again. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
        };
    };
    list_models: {
        parameters: {
            query?: {
                /** @description Language of texts and problems; else Accept-Language. */
                language?: string;
                /** @description Only this provider: ollama, openai, openrouter, or a named server. */
                provider?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Offers"];
                };
            };
            /** @description The request cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This does not exist */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Some values do not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Something in the server broke */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not available now */
            503: {
                headers: {
                    /** @description Seconds after which to come again. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
        };
    };
    get_openapi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The document. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description The request cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Something in the server broke */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not available now */
            503: {
                headers: {
                    /** @description Seconds after which to come again. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
        };
    };
    start_run: {
        parameters: {
            query?: {
                /** @description Language of texts and problems; else Accept-Language. */
                language?: string;
            };
            header?: {
                /** @description 1 to 255 printable ASCII characters. The same key with the same body gives the same run for 24 h; with another body it is a conflict. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "input_text": "A red house by the sea",
                 *       "config": "close_observer",
                 *       "output_config": "image_embedded",
                 *       "seed": 7,
                 *       "language": "en"
                 *     }
                 */
                "application/json": components["schemas"]["RunBody"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    /** @description Where the run can be read. */
                    Location: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            /** @description The request cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This does not exist */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This cannot be done now */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This type is not read here */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Some values do not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Something in the server broke */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not available now */
            503: {
                headers: {
                    /** @description Seconds after which to come again. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
        };
    };
    get_run: {
        parameters: {
            query?: {
                /** @description Language of texts and problems; else Accept-Language. */
                language?: string;
            };
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunAnswer"];
                };
            };
            /** @description The request cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This does not exist */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Some values do not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Something in the server broke */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not available now */
            503: {
                headers: {
                    /** @description Seconds after which to come again. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
        };
    };
    describe_run: {
        parameters: {
            query?: {
                /** @description Language of texts and problems; else Accept-Language. */
                language?: string;
            };
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "title": "The house",
                 *       "pinned": true
                 *     }
                 */
                "application/json": components["schemas"]["DescriptionBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunAnswer"];
                };
            };
            /** @description The request cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This does not exist */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This cannot be done now */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This type is not read here */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Some values do not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Something in the server broke */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not available now */
            503: {
                headers: {
                    /** @description Seconds after which to come again. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
        };
    };
    get_bundle: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The bundle. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": string;
                };
            };
            /** @description The request cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This does not exist */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This cannot be done now */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Some values do not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Something in the server broke */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not available now */
            503: {
                headers: {
                    /** @description Seconds after which to come again. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
        };
    };
    list_entities: {
        parameters: {
            query?: {
                /** @description Language of texts and problems; else Accept-Language. */
                language?: string;
            };
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Entities"];
                };
            };
            /** @description The request cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This does not exist */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Some values do not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Something in the server broke */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not available now */
            503: {
                headers: {
                    /** @description Seconds after which to come again. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
        };
    };
    get_entity: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run_id: string;
                n: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The bytes, of the MIME type of their format, with ETag. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": string;
                };
            };
            /** @description The part that Range asked for. */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": string;
                };
            };
            /** @description Unchanged since the ETag of If-None-Match. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This does not exist */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Range asks for bytes that there are not. */
            416: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Something in the server broke */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not available now */
            503: {
                headers: {
                    /** @description Seconds after which to come again. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
        };
    };
    list_events: {
        parameters: {
            query?: {
                /** @description Language of texts and problems; else Accept-Language. */
                language?: string;
                /** @description The `seq` after which to begin. */
                after?: number;
                limit?: number;
            };
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventPage"];
                    "text/event-stream": string;
                };
            };
            /** @description The request cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This does not exist */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Some values do not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Something in the server broke */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not available now */
            503: {
                headers: {
                    /** @description Seconds after which to come again. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
        };
    };
    fork_run: {
        parameters: {
            query?: {
                /** @description Language of texts and problems; else Accept-Language. */
                language?: string;
            };
            header?: {
                /** @description 1 to 255 printable ASCII characters. The same key with the same body gives the same run for 24 h; with another body it is a conflict. */
                "Idempotency-Key"?: string;
            };
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "from_stage": "optimization",
                 *       "changes": {
                 *         "output_config": "image_embedded",
                 *         "seed": 8
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["ForkBody"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    /** @description Where the run can be read. */
                    Location: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "run_id": "run_01JB0QB4M8N2P6R0S4T8V2W6X0",
                     *       "status": "running",
                     *       "attempt": 1,
                     *       "last_seq": 1,
                     *       "urls": {
                     *         "run": "/api/runs/run_01JB0QB4M8N2P6R0S4T8V2W6X0",
                     *         "events": "/api/runs/run_01JB0QB4M8N2P6R0S4T8V2W6X0/events",
                     *         "entities": "/api/runs/run_01JB0QB4M8N2P6R0S4T8V2W6X0/entities",
                     *         "media": "/api/media/info/run_01JB0QB4M8N2P6R0S4T8V2W6X0"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            /** @description The request cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This does not exist */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "/problems/not-found",
                     *       "title": "This does not exist",
                     *       "status": 404,
                     *       "detail": "There is no run run_01JB0Q8Z6T3W5X7Y9A1B2C3D4E.",
                     *       "params": {
                     *         "run_id": "run_01JB0Q8Z6T3W5X7Y9A1B2C3D4E"
                     *       }
                     *     }
                     */
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This cannot be done now */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "/problems/conflict",
                     *       "title": "This cannot be done now",
                     *       "status": 409,
                     *       "detail": "The run run_01JB0Q8Z6T3W5X7Y9A1B2C3D4E is running. Wait until its call has ended, or cancel it.",
                     *       "params": {
                     *         "run_id": "run_01JB0Q8Z6T3W5X7Y9A1B2C3D4E",
                     *         "state": "running"
                     *       }
                     *     }
                     */
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This type is not read here */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Some values do not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "/problems/invalid-input",
                     *       "title": "Some values do not fit",
                     *       "status": 422,
                     *       "detail": "One value does not fit.",
                     *       "params": {
                     *         "count": 1
                     *       },
                     *       "faults": [
                     *         {
                     *           "pointer": "",
                     *           "detail": "There is no field 'sate'. Nearest names: none.",
                     *           "params": {
                     *             "name": "sate",
                     *             "nearest": [],
                     *             "in": "query",
                     *             "parameter": "sate"
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Something in the server broke */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not available now */
            503: {
                headers: {
                    /** @description Seconds after which to come again. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "/problems/unavailable",
                     *       "title": "This is not available now",
                     *       "status": 503,
                     *       "detail": "The database does not answer. What runs goes on when it is back; try again then.",
                     *       "params": {}
                     *     }
                     */
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
        };
    };
    generation: {
        parameters: {
            query?: {
                /** @description Language of texts and problems; else Accept-Language. */
                language?: string;
            };
            header?: {
                /** @description 1 to 255 printable ASCII characters. The same key with the same body gives the same run for 24 h; with another body it is a conflict. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "prompt": "red house, sea, salt on the windows",
                 *       "output_config": "image_embedded",
                 *       "parameters": {
                 *         "width": 768
                 *       },
                 *       "seed": 7
                 *     }
                 */
                "application/json": components["schemas"]["GenerationBody"];
            };
        };
        responses: {
            /** @description The events of the run, as they happen. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    /** @description Where the run can be read. */
                    Location: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            /** @description The request cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This does not exist */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This cannot be done now */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This type is not read here */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Some values do not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Something in the server broke */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not available now */
            503: {
                headers: {
                    /** @description Seconds after which to come again. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
        };
    };
    interception: {
        parameters: {
            query?: {
                /** @description Language of texts and problems; else Accept-Language. */
                language?: string;
            };
            header?: {
                /** @description 1 to 255 printable ASCII characters. The same key with the same body gives the same run for 24 h; with another body it is a conflict. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "input_text": "A red house by the sea",
                 *       "config": "close_observer"
                 *     }
                 */
                "application/json": components["schemas"]["InterceptionBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Interception"];
                    "text/event-stream": string;
                };
            };
            /** @description The request cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This does not exist */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This cannot be done now */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This type is not read here */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Some values do not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Too much at once */
            429: {
                headers: {
                    /** @description Seconds after which to come again. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Something in the server broke */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description The call gave no usable result */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not available now */
            503: {
                headers: {
                    /** @description Seconds after which to come again. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
        };
    };
    optimize: {
        parameters: {
            query?: {
                /** @description Language of texts and problems; else Accept-Language. */
                language?: string;
            };
            header?: {
                /** @description 1 to 255 printable ASCII characters. The same key with the same body gives the same run for 24 h; with another body it is a conflict. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "input_text": "A red house by the sea, salt on its windows",
                 *       "output_config": "image_embedded"
                 *     }
                 */
                "application/json": components["schemas"]["OptimizationBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Optimization"];
                    "text/event-stream": string;
                };
            };
            /** @description The request cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This does not exist */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This cannot be done now */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This type is not read here */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Some values do not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Too much at once */
            429: {
                headers: {
                    /** @description Seconds after which to come again. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Something in the server broke */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description The call gave no usable result */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not available now */
            503: {
                headers: {
                    /** @description Seconds after which to come again. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
        };
    };
    stage2: {
        parameters: {
            query?: {
                /** @description Language of texts and problems; else Accept-Language. */
                language?: string;
            };
            header?: {
                /** @description 1 to 255 printable ASCII characters. The same key with the same body gives the same run for 24 h; with another body it is a conflict. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "input_text": "A red house by the sea",
                 *       "config": "close_observer"
                 *     }
                 */
                "application/json": components["schemas"]["InterceptionBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Interception"];
                    "text/event-stream": string;
                };
            };
            /** @description The request cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This does not exist */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This cannot be done now */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This type is not read here */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Some values do not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Too much at once */
            429: {
                headers: {
                    /** @description Seconds after which to come again. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Something in the server broke */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description The call gave no usable result */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not available now */
            503: {
                headers: {
                    /** @description Seconds after which to come again. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
        };
    };
    get_settings: {
        parameters: {
            query?: {
                /** @description Language of texts and problems; else Accept-Language. */
                language?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description Tells one state of settings and keys from another. */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SettingsView"];
                };
            };
            /** @description The request cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Some values do not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Something in the server broke */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not available now */
            503: {
                headers: {
                    /** @description Seconds after which to come again. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
        };
    };
    change_settings: {
        parameters: {
            query?: {
                /** @description Language of texts and problems; else Accept-Language. */
                language?: string;
            };
            header?: {
                /** @description The ETag that the settings were read with. */
                "If-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "language": "en",
                 *       "text_limit": 20000
                 *     }
                 */
                "application/json": components["schemas"]["SettingsBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description Tells one state of settings and keys from another. */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SettingsView"];
                };
            };
            /** @description The request cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This does not exist */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This cannot be done now */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This has changed meanwhile */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This type is not read here */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Some values do not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Something in the server broke */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not available now */
            503: {
                headers: {
                    /** @description Seconds after which to come again. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
        };
    };
    put_key: {
        parameters: {
            query?: {
                /** @description Language of texts and problems; else Accept-Language. */
                language?: string;
            };
            header?: never;
            path: {
                /** @example openai */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["KeyBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyView"];
                };
            };
            /** @description The request cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This does not exist */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This cannot be done now */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This type is not read here */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Some values do not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Something in the server broke */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not available now */
            503: {
                headers: {
                    /** @description Seconds after which to come again. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
        };
    };
    delete_key: {
        parameters: {
            query?: {
                /** @description Language of texts and problems; else Accept-Language. */
                language?: string;
            };
            header?: never;
            path: {
                /** @example openai */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyView"];
                };
            };
            /** @description The request cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This does not exist */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This cannot be done now */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Some values do not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Something in the server broke */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not available now */
            503: {
                headers: {
                    /** @description Seconds after which to come again. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
        };
    };
    test_provider: {
        parameters: {
            query?: {
                /** @description Language of texts and problems; else Accept-Language. */
                language?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "provider": "comfyui"
                 *     }
                 */
                "application/json": components["schemas"]["ProviderBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProviderTest"];
                };
            };
            /** @description The request cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This does not exist */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This cannot be done now */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This type is not read here */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Some values do not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Something in the server broke */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not available now */
            503: {
                headers: {
                    /** @description Seconds after which to come again. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
        };
    };
    list_backends: {
        parameters: {
            query?: {
                /** @description Language of texts and problems; else Accept-Language. */
                language?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Backends"];
                };
            };
            /** @description The request cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Some values do not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Something in the server broke */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not available now */
            503: {
                headers: {
                    /** @description Seconds after which to come again. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
        };
    };
    get_health: {
        parameters: {
            query?: {
                /** @description Language of texts and problems; else Accept-Language. */
                language?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description The request cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Some values do not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Something in the server broke */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not available now */
            503: {
                headers: {
                    /** @description Seconds after which to come again. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
        };
    };
    list_jobs: {
        parameters: {
            query?: {
                /** @description Language of texts and problems; else Accept-Language. */
                language?: string;
                /** @description The state that they are in. */
                status?: "pending" | "running" | "waiting" | "open" | "completed" | "failed" | "refused" | "cancelled" | "interrupted";
                /** @description The media type that they make. */
                kind?: "image" | "audio" | "music" | "video" | "midi" | "sonicpi" | "p5" | "tonejs" | "3d" | "text" | "card";
                /** @description Id of their interception config. */
                config?: string;
                /** @description Id of their output config. */
                output_config?: string;
                /** @description provider/model of the newest call that made a result: of a medium, else of a text. */
                model?: string;
                /** @description Id of the run from which they were begun: forked, or made once more. */
                parent?: string;
                /** @description Whether they are pinned. */
                pinned?: boolean;
                /** @description Whether a medium came of them that can be fetched. */
                has_media?: boolean;
                /** @description Words, or their beginnings, in what was asked or in the title; all must be there. Of words that more than 10,000 jobs have, the newest 10,000 are found; with other filters than a time, or in another order, the newest 3,000. */
                text?: string;
                /** @description Made at this time or day (UTC) or later. */
                created_after?: string;
                /** @description Made before this time or day (UTC). */
                created_before?: string;
                /** @description Cost at least so many USD, as far as it is known. */
                cost_min?: number;
                /** @description Cost at most so many USD, as far as it is known. */
                cost_max?: number;
                /** @description By time of making, by known cost, or by seconds of work. */
                sort?: "created" | "cost" | "duration";
                /** @description desc: the newest, dearest or longest first. */
                order?: "asc" | "desc";
                limit?: number;
                /** @description `next` of the page before; sort and order must be as they were. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "jobs": [
                     *         {
                     *           "job_id": "run_01JB0Q8Z6T3W5X7Y9A1B2C3D4E",
                     *           "kind": "run",
                     *           "status": "completed",
                     *           "gate": null,
                     *           "stage": "media",
                     *           "media_type": "image",
                     *           "config": "user_defined",
                     *           "output_config": "image_embedded",
                     *           "model": "embedded",
                     *           "title": null,
                     *           "text": "A red house by the sea",
                     *           "pinned": false,
                     *           "priority": 0,
                     *           "deadline_at": null,
                     *           "estimated_completion": null,
                     *           "parent_run_id": null,
                     *           "cost": {
                     *             "usd": 0,
                     *             "complete": true,
                     *             "unknown": 0,
                     *             "sources": [
                     *               "listed"
                     *             ]
                     *           },
                     *           "duration_seconds": 2.838,
                     *           "created_at": "2026-11-20T23:13:52.758000Z",
                     *           "updated_at": "2026-11-20T23:13:55.595956Z",
                     *           "ended_at": "2026-11-20T23:13:55.595956Z"
                     *         }
                     *       ],
                     *       "total": {
                     *         "count": 1,
                     *         "at_least": false
                     *       },
                     *       "next": null
                     *     }
                     */
                    "application/json": components["schemas"]["JobPage"];
                };
            };
            /** @description The request cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Some values do not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "/problems/invalid-input",
                     *       "title": "Some values do not fit",
                     *       "status": 422,
                     *       "detail": "One value does not fit.",
                     *       "params": {
                     *         "count": 1
                     *       },
                     *       "faults": [
                     *         {
                     *           "pointer": "",
                     *           "detail": "There is no field 'sate'. Nearest names: none.",
                     *           "params": {
                     *             "name": "sate",
                     *             "nearest": [],
                     *             "in": "query",
                     *             "parameter": "sate"
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Something in the server broke */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not available now */
            503: {
                headers: {
                    /** @description Seconds after which to come again. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "/problems/unavailable",
                     *       "title": "This is not available now",
                     *       "status": 503,
                     *       "detail": "The database does not answer. What runs goes on when it is back; try again then.",
                     *       "params": {}
                     *     }
                     */
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
        };
    };
    count_jobs: {
        parameters: {
            query?: {
                /** @description Language of texts and problems; else Accept-Language. */
                language?: string;
                /** @description The state that they are in. */
                status?: "pending" | "running" | "waiting" | "open" | "completed" | "failed" | "refused" | "cancelled" | "interrupted";
                /** @description The media type that they make. */
                kind?: "image" | "audio" | "music" | "video" | "midi" | "sonicpi" | "p5" | "tonejs" | "3d" | "text" | "card";
                /** @description Id of their interception config. */
                config?: string;
                /** @description Id of their output config. */
                output_config?: string;
                /** @description provider/model of the newest call that made a result: of a medium, else of a text. */
                model?: string;
                /** @description Id of the run from which they were begun: forked, or made once more. */
                parent?: string;
                /** @description Whether they are pinned. */
                pinned?: boolean;
                /** @description Whether a medium came of them that can be fetched. */
                has_media?: boolean;
                /** @description Words, or their beginnings, in what was asked or in the title; all must be there. Of words that more than 10,000 jobs have, the newest 10,000 are found; with other filters than a time, or in another order, the newest 3,000. */
                text?: string;
                /** @description Made at this time or day (UTC) or later. */
                created_after?: string;
                /** @description Made before this time or day (UTC). */
                created_before?: string;
                /** @description Cost at least so many USD, as far as it is known. */
                cost_min?: number;
                /** @description Cost at most so many USD, as far as it is known. */
                cost_max?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "states": {
                     *         "pending": {
                     *           "count": 0,
                     *           "at_least": false
                     *         },
                     *         "running": {
                     *           "count": 0,
                     *           "at_least": false
                     *         },
                     *         "waiting": {
                     *           "count": 0,
                     *           "at_least": false
                     *         },
                     *         "open": {
                     *           "count": 0,
                     *           "at_least": false
                     *         },
                     *         "completed": {
                     *           "count": 2,
                     *           "at_least": false
                     *         },
                     *         "failed": {
                     *           "count": 0,
                     *           "at_least": false
                     *         },
                     *         "refused": {
                     *           "count": 0,
                     *           "at_least": false
                     *         },
                     *         "cancelled": {
                     *           "count": 0,
                     *           "at_least": false
                     *         },
                     *         "interrupted": {
                     *           "count": 0,
                     *           "at_least": false
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["StateTotals"];
                };
            };
            /** @description The request cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Some values do not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "/problems/invalid-input",
                     *       "title": "Some values do not fit",
                     *       "status": 422,
                     *       "detail": "One value does not fit.",
                     *       "params": {
                     *         "count": 1
                     *       },
                     *       "faults": [
                     *         {
                     *           "pointer": "",
                     *           "detail": "There is no field 'sate'. Nearest names: none.",
                     *           "params": {
                     *             "name": "sate",
                     *             "nearest": [],
                     *             "in": "query",
                     *             "parameter": "sate"
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Something in the server broke */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not available now */
            503: {
                headers: {
                    /** @description Seconds after which to come again. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "/problems/unavailable",
                     *       "title": "This is not available now",
                     *       "status": 503,
                     *       "detail": "The database does not answer. What runs goes on when it is back; try again then.",
                     *       "params": {}
                     *     }
                     */
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
        };
    };
    get_job: {
        parameters: {
            query?: {
                /** @description Language of texts and problems; else Accept-Language. */
                language?: string;
            };
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "job_id": "run_01JB0Q8Z6T3W5X7Y9A1B2C3D4E",
                     *       "kind": "run",
                     *       "status": "completed",
                     *       "gate": null,
                     *       "action": "run",
                     *       "stage": "media",
                     *       "attempt": 1,
                     *       "progress": null,
                     *       "queue": null,
                     *       "stages": [
                     *         {
                     *           "stage": "media",
                     *           "attempt": 1,
                     *           "status": "completed",
                     *           "started_at": "2026-11-20T23:13:53.385665Z",
                     *           "seconds": 2.2005
                     *         }
                     *       ],
                     *       "tokens": {
                     *         "prompt": 0,
                     *         "completion": 0,
                     *         "unknown": 1
                     *       },
                     *       "cost": {
                     *         "usd": 0,
                     *         "source": "listed",
                     *         "complete": true,
                     *         "calls": 2,
                     *         "unknown": 0,
                     *         "maybe_paid_twice": 0
                     *       },
                     *       "generation_seconds": 2.2005,
                     *       "config": "user_defined",
                     *       "output_config": "image_embedded",
                     *       "title": null,
                     *       "pinned": false,
                     *       "priority": 0,
                     *       "timeout_seconds": null,
                     *       "deadline_at": null,
                     *       "estimated_completion": null,
                     *       "parent_run_id": null,
                     *       "created_at": "2026-11-20T23:13:52.758000Z",
                     *       "updated_at": "2026-11-20T23:13:55.595956Z",
                     *       "ended_at": "2026-11-20T23:13:55.595956Z",
                     *       "media": [
                     *         {
                     *           "type": "image",
                     *           "index": 0,
                     *           "formats": [
                     *             "png"
                     *           ],
                     *           "mime": "image/png",
                     *           "bytes": 1747163,
                     *           "url": "/api/media/image/run_01JB0Q8Z6T3W5X7Y9A1B2C3D4E/0",
                     *           "seed": 6072151496589379,
                     *           "attempt": 1,
                     *           "meta": {
                     *             "ai_model": false,
                     *             "generator": "DevServer embedded"
                     *           }
                     *         }
                     *       ],
                     *       "last_seq": 15,
                     *       "log": [
                     *         {
                     *           "seq": 15,
                     *           "at": "2026-11-20T23:13:55.594874Z",
                     *           "level": "info",
                     *           "type": "run_state_change",
                     *           "text": "state=completed attempt=1 stage=media"
                     *         }
                     *       ],
                     *       "problem": null
                     *     }
                     */
                    "application/json": components["schemas"]["JobAnswer"];
                };
            };
            /** @description The request cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This does not exist */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "/problems/not-found",
                     *       "title": "This does not exist",
                     *       "status": 404,
                     *       "detail": "There is no run run_01JB0Q8Z6T3W5X7Y9A1B2C3D4E.",
                     *       "params": {
                     *         "run_id": "run_01JB0Q8Z6T3W5X7Y9A1B2C3D4E"
                     *       }
                     *     }
                     */
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Some values do not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "/problems/invalid-input",
                     *       "title": "Some values do not fit",
                     *       "status": 422,
                     *       "detail": "One value does not fit.",
                     *       "params": {
                     *         "count": 1
                     *       },
                     *       "faults": [
                     *         {
                     *           "pointer": "",
                     *           "detail": "There is no field 'sate'. Nearest names: none.",
                     *           "params": {
                     *             "name": "sate",
                     *             "nearest": [],
                     *             "in": "query",
                     *             "parameter": "sate"
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Something in the server broke */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not available now */
            503: {
                headers: {
                    /** @description Seconds after which to come again. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "/problems/unavailable",
                     *       "title": "This is not available now",
                     *       "status": 503,
                     *       "detail": "The database does not answer. What runs goes on when it is back; try again then.",
                     *       "params": {}
                     *     }
                     */
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
        };
    };
    delete_job: {
        parameters: {
            query?: {
                /** @description Language of texts and problems; else Accept-Language. */
                language?: string;
            };
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "job_id": "run_01JB0Q8Z6T3W5X7Y9A1B2C3D4E",
                     *       "deleted": true
                     *     }
                     */
                    "application/json": components["schemas"]["Deleted"];
                };
            };
            /** @description The request cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This does not exist */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "/problems/not-found",
                     *       "title": "This does not exist",
                     *       "status": 404,
                     *       "detail": "There is no run run_01JB0Q8Z6T3W5X7Y9A1B2C3D4E.",
                     *       "params": {
                     *         "run_id": "run_01JB0Q8Z6T3W5X7Y9A1B2C3D4E"
                     *       }
                     *     }
                     */
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This cannot be done now */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "/problems/conflict",
                     *       "title": "This cannot be done now",
                     *       "status": 409,
                     *       "detail": "The run run_01JB0Q8Z6T3W5X7Y9A1B2C3D4E is running and has not ended. Wait until it has, or cancel it first.",
                     *       "params": {
                     *         "run_id": "run_01JB0Q8Z6T3W5X7Y9A1B2C3D4E",
                     *         "state": "running"
                     *       }
                     *     }
                     */
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Some values do not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "/problems/invalid-input",
                     *       "title": "Some values do not fit",
                     *       "status": 422,
                     *       "detail": "One value does not fit.",
                     *       "params": {
                     *         "count": 1
                     *       },
                     *       "faults": [
                     *         {
                     *           "pointer": "",
                     *           "detail": "There is no field 'sate'. Nearest names: none.",
                     *           "params": {
                     *             "name": "sate",
                     *             "nearest": [],
                     *             "in": "query",
                     *             "parameter": "sate"
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Something in the server broke */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not available now */
            503: {
                headers: {
                    /** @description Seconds after which to come again. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "/problems/unavailable",
                     *       "title": "This is not available now",
                     *       "status": 503,
                     *       "detail": "The database does not answer. What runs goes on when it is back; try again then.",
                     *       "params": {}
                     *     }
                     */
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
        };
    };
    cancel_job: {
        parameters: {
            query?: {
                /** @description Language of texts and problems; else Accept-Language. */
                language?: string;
            };
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "job_id": "run_01JB0Q8Z6T3W5X7Y9A1B2C3D4E",
                     *       "kind": "run",
                     *       "status": "cancelled",
                     *       "gate": null,
                     *       "action": "run",
                     *       "stage": "output_check",
                     *       "attempt": 1,
                     *       "progress": null,
                     *       "queue": null,
                     *       "stages": [
                     *         {
                     *           "stage": "output_check",
                     *           "attempt": 1,
                     *           "status": "completed",
                     *           "started_at": "2026-11-20T23:13:53.385665Z",
                     *           "seconds": 0
                     *         }
                     *       ],
                     *       "tokens": {
                     *         "prompt": 0,
                     *         "completion": 0,
                     *         "unknown": 1
                     *       },
                     *       "cost": {
                     *         "usd": 0,
                     *         "source": "listed",
                     *         "complete": true,
                     *         "calls": 2,
                     *         "unknown": 0,
                     *         "maybe_paid_twice": 0
                     *       },
                     *       "generation_seconds": null,
                     *       "config": "user_defined",
                     *       "output_config": "image_embedded",
                     *       "title": null,
                     *       "pinned": false,
                     *       "priority": 0,
                     *       "timeout_seconds": null,
                     *       "deadline_at": null,
                     *       "estimated_completion": null,
                     *       "parent_run_id": null,
                     *       "created_at": "2026-11-20T23:13:52.758000Z",
                     *       "updated_at": "2026-11-20T23:13:55.595956Z",
                     *       "ended_at": "2026-11-20T23:13:55.595956Z",
                     *       "media": [],
                     *       "last_seq": 15,
                     *       "log": [
                     *         {
                     *           "seq": 15,
                     *           "at": "2026-11-20T23:13:55.594874Z",
                     *           "level": "info",
                     *           "type": "run_state_change",
                     *           "text": "state=cancelled attempt=1 stage=output_check"
                     *         }
                     *       ],
                     *       "problem": null
                     *     }
                     */
                    "application/json": components["schemas"]["JobAnswer"];
                };
            };
            /** @description The request cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This does not exist */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "/problems/not-found",
                     *       "title": "This does not exist",
                     *       "status": 404,
                     *       "detail": "There is no run run_01JB0Q8Z6T3W5X7Y9A1B2C3D4E.",
                     *       "params": {
                     *         "run_id": "run_01JB0Q8Z6T3W5X7Y9A1B2C3D4E"
                     *       }
                     *     }
                     */
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This cannot be done now */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "/problems/conflict",
                     *       "title": "This cannot be done now",
                     *       "status": 409,
                     *       "detail": "The run run_01JB0Q8Z6T3W5X7Y9A1B2C3D4E is completed: there is nothing left to cancel.",
                     *       "params": {
                     *         "run_id": "run_01JB0Q8Z6T3W5X7Y9A1B2C3D4E",
                     *         "state": "completed"
                     *       }
                     *     }
                     */
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Some values do not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "/problems/invalid-input",
                     *       "title": "Some values do not fit",
                     *       "status": 422,
                     *       "detail": "One value does not fit.",
                     *       "params": {
                     *         "count": 1
                     *       },
                     *       "faults": [
                     *         {
                     *           "pointer": "",
                     *           "detail": "There is no field 'sate'. Nearest names: none.",
                     *           "params": {
                     *             "name": "sate",
                     *             "nearest": [],
                     *             "in": "query",
                     *             "parameter": "sate"
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Something in the server broke */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not available now */
            503: {
                headers: {
                    /** @description Seconds after which to come again. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "/problems/unavailable",
                     *       "title": "This is not available now",
                     *       "status": 503,
                     *       "detail": "The database does not answer. What runs goes on when it is back; try again then.",
                     *       "params": {}
                     *     }
                     */
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
        };
    };
    download_job: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run_id: string;
                format: "json" | "zip" | "flac" | "gif" | "glb" | "jpeg" | "jpg" | "js" | "m4a" | "md" | "mid" | "midi" | "mov" | "mp3" | "mp4" | "obj" | "ogg" | "opus" | "ply" | "png" | "rb" | "stl" | "svg" | "txt" | "wav" | "webm" | "webp";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The bytes, of the MIME type of their format, with ETag. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": string;
                };
            };
            /** @description The part that Range asked for. */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": string;
                };
            };
            /** @description Unchanged since the ETag of If-None-Match. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This does not exist */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "/problems/not-found",
                     *       "title": "This does not exist",
                     *       "status": 404,
                     *       "detail": "There is no run run_01JB0Q8Z6T3W5X7Y9A1B2C3D4E.",
                     *       "params": {
                     *         "run_id": "run_01JB0Q8Z6T3W5X7Y9A1B2C3D4E"
                     *       }
                     *     }
                     */
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This cannot be done now */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "/problems/conflict",
                     *       "title": "This cannot be done now",
                     *       "status": 409,
                     *       "detail": "The run run_01JB0Q8Z6T3W5X7Y9A1B2C3D4E is running and has not ended. Wait until it has, or cancel it first.",
                     *       "params": {
                     *         "run_id": "run_01JB0Q8Z6T3W5X7Y9A1B2C3D4E",
                     *         "state": "running"
                     *       }
                     *     }
                     */
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Range asks for bytes that there are not. */
            416: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Some values do not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "/problems/invalid-input",
                     *       "title": "Some values do not fit",
                     *       "status": 422,
                     *       "detail": "One value does not fit.",
                     *       "params": {
                     *         "count": 1
                     *       },
                     *       "faults": [
                     *         {
                     *           "pointer": "",
                     *           "detail": "There is no field 'sate'. Nearest names: none.",
                     *           "params": {
                     *             "name": "sate",
                     *             "nearest": [],
                     *             "in": "query",
                     *             "parameter": "sate"
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Something in the server broke */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not available now */
            503: {
                headers: {
                    /** @description Seconds after which to come again. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "/problems/unavailable",
                     *       "title": "This is not available now",
                     *       "status": 503,
                     *       "detail": "The database does not answer. What runs goes on when it is back; try again then.",
                     *       "params": {}
                     *     }
                     */
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
        };
    };
    export_job: {
        parameters: {
            query?: {
                format?: "json" | "yaml" | "csv";
                /** @description With answers of backends as they came, and what the server keeps for itself. */
                debug?: boolean;
            };
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The record. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                    "application/yaml": string;
                    "text/csv; charset=utf-8": string;
                };
            };
            /** @description The request cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This does not exist */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "/problems/not-found",
                     *       "title": "This does not exist",
                     *       "status": 404,
                     *       "detail": "There is no run run_01JB0Q8Z6T3W5X7Y9A1B2C3D4E.",
                     *       "params": {
                     *         "run_id": "run_01JB0Q8Z6T3W5X7Y9A1B2C3D4E"
                     *       }
                     *     }
                     */
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Some values do not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "/problems/invalid-input",
                     *       "title": "Some values do not fit",
                     *       "status": 422,
                     *       "detail": "One value does not fit.",
                     *       "params": {
                     *         "count": 1
                     *       },
                     *       "faults": [
                     *         {
                     *           "pointer": "",
                     *           "detail": "There is no field 'sate'. Nearest names: none.",
                     *           "params": {
                     *             "name": "sate",
                     *             "nearest": [],
                     *             "in": "query",
                     *             "parameter": "sate"
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Something in the server broke */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not available now */
            503: {
                headers: {
                    /** @description Seconds after which to come again. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "/problems/unavailable",
                     *       "title": "This is not available now",
                     *       "status": 503,
                     *       "detail": "The database does not answer. What runs goes on when it is back; try again then.",
                     *       "params": {}
                     *     }
                     */
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
        };
    };
    get_job_log: {
        parameters: {
            query?: {
                /** @description Language of texts and problems; else Accept-Language. */
                language?: string;
                /** @description The `seq` after which to begin. */
                after?: number;
                limit?: number;
                /** @description As server-sent events, those to come as well, until the job ends; so does Accept. */
                follow?: boolean;
            };
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "job_id": "run_01JB0Q8Z6T3W5X7Y9A1B2C3D4E",
                     *       "lines": [
                     *         {
                     *           "seq": 15,
                     *           "at": "2026-11-20T23:13:55.594874Z",
                     *           "level": "info",
                     *           "type": "run_state_change",
                     *           "text": "state=completed attempt=1 stage=media"
                     *         }
                     *       ],
                     *       "last_seq": 15,
                     *       "more": false
                     *     }
                     */
                    "application/json": components["schemas"]["LogPage"];
                    "text/event-stream": string;
                };
            };
            /** @description The request cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This does not exist */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "/problems/not-found",
                     *       "title": "This does not exist",
                     *       "status": 404,
                     *       "detail": "There is no run run_01JB0Q8Z6T3W5X7Y9A1B2C3D4E.",
                     *       "params": {
                     *         "run_id": "run_01JB0Q8Z6T3W5X7Y9A1B2C3D4E"
                     *       }
                     *     }
                     */
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Some values do not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "/problems/invalid-input",
                     *       "title": "Some values do not fit",
                     *       "status": 422,
                     *       "detail": "One value does not fit.",
                     *       "params": {
                     *         "count": 1
                     *       },
                     *       "faults": [
                     *         {
                     *           "pointer": "",
                     *           "detail": "There is no field 'sate'. Nearest names: none.",
                     *           "params": {
                     *             "name": "sate",
                     *             "nearest": [],
                     *             "in": "query",
                     *             "parameter": "sate"
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Something in the server broke */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not available now */
            503: {
                headers: {
                    /** @description Seconds after which to come again. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "/problems/unavailable",
                     *       "title": "This is not available now",
                     *       "status": 503,
                     *       "detail": "The database does not answer. What runs goes on when it is back; try again then.",
                     *       "params": {}
                     *     }
                     */
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
        };
    };
    get_job_result: {
        parameters: {
            query?: {
                /** @description Language of texts and problems; else Accept-Language. */
                language?: string;
            };
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "job_id": "run_01JB0Q8Z6T3W5X7Y9A1B2C3D4E",
                     *       "status": "completed",
                     *       "interception": "A red house by the sea, salt on its windows",
                     *       "optimization": "red house, sea, salt on the windows",
                     *       "prompt": "red house, sea, salt on the windows",
                     *       "media": [
                     *         {
                     *           "type": "image",
                     *           "index": 0,
                     *           "formats": [
                     *             "png"
                     *           ],
                     *           "mime": "image/png",
                     *           "bytes": 1747163,
                     *           "url": "/api/media/image/run_01JB0Q8Z6T3W5X7Y9A1B2C3D4E/0",
                     *           "seed": 6072151496589379,
                     *           "attempt": 1,
                     *           "meta": {
                     *             "ai_model": false,
                     *             "generator": "DevServer embedded"
                     *           }
                     *         }
                     *       ],
                     *       "downloads": {
                     *         "json": "/api/v2/jobs/run_01JB0Q8Z6T3W5X7Y9A1B2C3D4E/download/json",
                     *         "zip": "/api/v2/jobs/run_01JB0Q8Z6T3W5X7Y9A1B2C3D4E/download/zip",
                     *         "png": "/api/v2/jobs/run_01JB0Q8Z6T3W5X7Y9A1B2C3D4E/download/png"
                     *       },
                     *       "refusal": null,
                     *       "problem": null
                     *     }
                     */
                    "application/json": components["schemas"]["ResultAnswer"];
                };
            };
            /** @description The request cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This does not exist */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "/problems/not-found",
                     *       "title": "This does not exist",
                     *       "status": 404,
                     *       "detail": "There is no run run_01JB0Q8Z6T3W5X7Y9A1B2C3D4E.",
                     *       "params": {
                     *         "run_id": "run_01JB0Q8Z6T3W5X7Y9A1B2C3D4E"
                     *       }
                     *     }
                     */
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This cannot be done now */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "/problems/conflict",
                     *       "title": "This cannot be done now",
                     *       "status": 409,
                     *       "detail": "The run run_01JB0Q8Z6T3W5X7Y9A1B2C3D4E is running and has not ended. Wait until it has, or cancel it first.",
                     *       "params": {
                     *         "run_id": "run_01JB0Q8Z6T3W5X7Y9A1B2C3D4E",
                     *         "state": "running"
                     *       }
                     *     }
                     */
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Some values do not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "/problems/invalid-input",
                     *       "title": "Some values do not fit",
                     *       "status": 422,
                     *       "detail": "One value does not fit.",
                     *       "params": {
                     *         "count": 1
                     *       },
                     *       "faults": [
                     *         {
                     *           "pointer": "",
                     *           "detail": "There is no field 'sate'. Nearest names: none.",
                     *           "params": {
                     *             "name": "sate",
                     *             "nearest": [],
                     *             "in": "query",
                     *             "parameter": "sate"
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Something in the server broke */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not available now */
            503: {
                headers: {
                    /** @description Seconds after which to come again. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "/problems/unavailable",
                     *       "title": "This is not available now",
                     *       "status": 503,
                     *       "detail": "The database does not answer. What runs goes on when it is back; try again then.",
                     *       "params": {}
                     *     }
                     */
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
        };
    };
    retry_job: {
        parameters: {
            query?: {
                /** @description Language of texts and problems; else Accept-Language. */
                language?: string;
                /** @description Another seed; -1 draws one. Else it is the same. */
                seed?: number;
                /** @description Another priority. Else it is the same. */
                priority?: number;
                /** @description Another limit in seconds. Else it is the same. */
                timeout_seconds?: number;
            };
            header?: {
                /** @description 1 to 255 printable ASCII characters. The same key with the same body gives the same run for 24 h; with another body it is a conflict. */
                "Idempotency-Key"?: string;
            };
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    /** @description Where the run can be read. */
                    Location: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "run_id": "run_01JB0QB4M8N2P6R0S4T8V2W6X0",
                     *       "status": "running",
                     *       "attempt": 1,
                     *       "last_seq": 1,
                     *       "urls": {
                     *         "run": "/api/runs/run_01JB0QB4M8N2P6R0S4T8V2W6X0",
                     *         "events": "/api/runs/run_01JB0QB4M8N2P6R0S4T8V2W6X0/events",
                     *         "entities": "/api/runs/run_01JB0QB4M8N2P6R0S4T8V2W6X0/entities",
                     *         "media": "/api/media/info/run_01JB0QB4M8N2P6R0S4T8V2W6X0"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            /** @description The request cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This does not exist */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "/problems/not-found",
                     *       "title": "This does not exist",
                     *       "status": 404,
                     *       "detail": "There is no run run_01JB0Q8Z6T3W5X7Y9A1B2C3D4E.",
                     *       "params": {
                     *         "run_id": "run_01JB0Q8Z6T3W5X7Y9A1B2C3D4E"
                     *       }
                     *     }
                     */
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This cannot be done now */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "/problems/conflict",
                     *       "title": "This cannot be done now",
                     *       "status": 409,
                     *       "detail": "The run run_01JB0Q8Z6T3W5X7Y9A1B2C3D4E is running, and only a run that has ended is done again. Wait for its end, or cancel it.",
                     *       "params": {
                     *         "run_id": "run_01JB0Q8Z6T3W5X7Y9A1B2C3D4E",
                     *         "state": "running"
                     *       }
                     *     }
                     */
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Some values do not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "/problems/invalid-input",
                     *       "title": "Some values do not fit",
                     *       "status": 422,
                     *       "detail": "One value does not fit.",
                     *       "params": {
                     *         "count": 1
                     *       },
                     *       "faults": [
                     *         {
                     *           "pointer": "",
                     *           "detail": "There is no field 'sate'. Nearest names: none.",
                     *           "params": {
                     *             "name": "sate",
                     *             "nearest": [],
                     *             "in": "query",
                     *             "parameter": "sate"
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Something in the server broke */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not available now */
            503: {
                headers: {
                    /** @description Seconds after which to come again. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "/problems/unavailable",
                     *       "title": "This is not available now",
                     *       "status": 503,
                     *       "detail": "The database does not answer. What runs goes on when it is back; try again then.",
                     *       "params": {}
                     *     }
                     */
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
        };
    };
    get_problem: {
        parameters: {
            query?: {
                /** @description Language of texts and problems; else Accept-Language. */
                language?: string;
            };
            header?: never;
            path: {
                /** @example invalid-input */
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemType"];
                };
            };
            /** @description The request cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This does not exist */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Some values do not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Something in the server broke */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description This is not available now */
            503: {
                headers: {
                    /** @description Seconds after which to come again. */
                    "Retry-After": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemAnswer"];
                };
            };
        };
    };
}
