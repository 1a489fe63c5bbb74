"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { toastError } from "@/components/ui/toast";
import type { SavePreferences } from "@/server/contract/preferences";
import { useTRPC } from "./trpc";
import { useErrorText } from "./use-error-text";

/** @returns a function that changes some choices, on screen at once; what the server refuses is taken back and said */
export function useSavePreferences(): (choices: SavePreferences) => void {
  const t = useTranslations("notices");
  const errorText = useErrorText();
  const queryClient = useQueryClient();
  const { preferences, savePreferences } = useTRPC().team;
  const key = preferences.queryKey();
  const { mutate } = useMutation(
    savePreferences.mutationOptions({
      onMutate: async (choices) => {
        await queryClient.cancelQueries({ queryKey: key });
        const before = queryClient.getQueryData(key);
        if (before) queryClient.setQueryData(key, { ...before, ...choices });
      },
      onError: (error) => {
        void queryClient.invalidateQueries({ queryKey: key });
        toastError(errorText(error, t("saveFailed")));
      },
    }),
  );
  return mutate;
}
