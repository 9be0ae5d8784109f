"""The verbs: one public function a file. Steps never call steps; the workflow does."""
